using FunctionalNet.Rewriting;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace FunctionalNet.Runtime;

/// <summary>The minimum and maximum of activations on samples, measured in the model with these as outputs.</summary>
internal static class ActivationRanges
{
    /// <summary>The range of each value by its name.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its name in errors.</param>
    /// <param name="wanted">The names of float32 values of its graph.</param>
    /// <param name="samples">Samples for its only input.</param>
    public static Either<Error, Dictionary<string, (float Low, float High)>> Of(
        ModelProto model,
        string path,
        IReadOnlyList<string> wanted,
        Tensor<float> samples
    ) =>
        OnnxPredictor
            .Load(Watched(model, wanted).ToByteArray())
            .Bind(predictor =>
            {
                using (predictor)
                {
                    return SampleBatches
                        .Of(predictor.Inputs, samples, GivenInputs.None)
                        .Bind(batches => Gathered(predictor, wanted, batches))
                        .MapLeft(why => Error.New($"{path} does not take the calibration samples: {why.Message}"));
                }
            });

    // Each output is a copy of the value, since the value may be an input or an output already.
    private static ModelProto Watched(ModelProto model, IReadOnlyList<string> wanted)
    {
        var watched = model.Clone();
        var rewriting = new GraphRewriter(watched.Graph);
        foreach (var node in rewriting.Old)
        {
            rewriting.Keep(node);
        }

        watched.Graph.Output.Clear();
        watched.Graph.Output.AddRange(
            wanted.Select(name => new ValueInfoProto
            {
                Name = rewriting.New("Identity", [name], $"{name}/seen"),
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float },
                },
            })
        );
        rewriting.End();
        return watched;
    }

    private static Either<Error, Dictionary<string, (float Low, float High)>> Gathered(
        OnnxPredictor predictor,
        IReadOnlyList<string> wanted,
        IEnumerable<Tensor<double>[]> batches
    )
    {
        var ranges = wanted.ToDictionary(name => name, _ => (Low: 0.0, High: 0.0), StringComparer.Ordinal);
        try
        {
            foreach (var batch in batches)
            {
                foreach (var (name, values) in wanted.Zip(predictor.Run(batch)))
                {
                    foreach (var value in values.Span)
                    {
                        var (low, high) = ranges[name];
                        ranges[name] = (Math.Min(low, value), Math.Max(high, value));
                    }
                }
            }
        }
        catch (Exception error)
            when (error is ShapeException or OnnxRuntimeException or ArgumentException or OverflowException)
        {
            return Error.New(error.Message);
        }

        return
            ranges.FirstOrDefault(range => !double.IsFinite(range.Value.High - range.Value.Low))
                is { Key: not null } wild
            ? Error.New(
                FormattableString.Invariant(
                    $"'{wild.Key}' goes from {wild.Value.Low} to {wild.Value.High}, which has no scale"
                )
            )
            : ranges.ToDictionary(
                range => range.Key,
                range => ((float)range.Value.Low, (float)range.Value.High),
                StringComparer.Ordinal
            );
    }
}
