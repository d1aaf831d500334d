using FunctionalNet.Quantization;
using FunctionalNet.Runtime;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace FunctionalNet;

/// <summary>Brings model files of any origin to whole numbers of 8 bits, never without having compared them.</summary>
public static class OnnxQuantization
{
    /// <summary>
    /// Writes a model whose matrix products and convolutions with weights are of whole numbers: a quarter of the size. Weights get one
    /// scale for each output; activations their range from the calibration, or anew in each batch where there is none. The numbers are
    /// the same on every processor, unless 8 signed bits are asked for. What an output could add up to more than 32 bits hold stays in
    /// float32.
    /// </summary>
    /// <param name="from">The file of the model, in float32.</param>
    /// <param name="to">The file to write; what is there is replaced at once, or stays as it is where anything fails.</param>
    /// <param name="options">Calibration, and samples to compare the two on.</param>
    /// <returns>The differences to the model in float32, or an error: a file cannot be read, or has nothing to quantize.</returns>
    /// <example><code>
    /// var report = OnnxQuantization.Quantize("digits.onnx", "digits.int8.onnx", new() { Calibration = digits.Inputs }).OrThrow();
    /// Console.WriteLine(report);
    /// </code></example>
    public static Either<Error, ComparisonReport> Quantize(string from, string to, QuantizationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        options ??= new();
        var form = WeightForm.Of(options.SignedBits);
        return ModelFile
            .Read(from)
            .Bind(model =>
                options.Calibration is { } samples ? Static(model, from, samples, form) : Dynamic(model, from, form)
            )
            .Bind(model =>
                Draft.Write(
                    to,
                    draft =>
                    {
                        ModelFile.Write(model, draft, isExternal: false);
                        return OnnxComparison
                            .Of(from, draft, options.Samples, options.Labels)
                            .Map(report => report with { Weights = $"{form}" });
                    }
                )
            );
    }

    private static Either<Error, ModelProto> Dynamic(ModelProto model, string path, WeightForm form) =>
        Checked(model, path, DynamicInt8.OldestOpset)
            .Bind(_ => Counted(model, path, DynamicInt8.Into(model.Graph, form)));

    private static Either<Error, ModelProto> Static(
        ModelProto model,
        string path,
        Tensor<float> samples,
        WeightForm form
    ) =>
        from there in Checked(model, path, StaticInt8.OldestOpset)
        from ranges in Ranges(model, path, samples)
        from quantized in Counted(model, path, StaticInt8.Into(model.Graph, ranges, form))
        select quantized;

    private static Either<Error, ModelProto> Checked(ModelProto model, string path, int oldest)
    {
        var opset = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;
        return opset >= oldest
            ? model
            : Error.New(
                $"{path} is of opset {opset}; the operators of whole numbers came with {oldest}: convert it first"
            );
    }

    private static Either<Error, ModelProto> Counted(ModelProto model, string path, int count) =>
        count > 0
            ? model
            : Error.New(
                $"{path} has nothing to quantize: no MatMul, Gemm or Conv with a weight in float32 whose sums fit into 32 bits"
            );

    // The smallest and the largest value of each activation, from the model itself with these as outputs.
    private static Either<Error, Dictionary<string, (float Low, float High)>> Ranges(
        ModelProto model,
        string path,
        Tensor<float> samples
    )
    {
        var wanted = StaticInt8.Activations(model.Graph).ToList();
        var inputs = model.Graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var watched = model.Clone();
        watched.Graph.Output.Clear();
        foreach (var name in wanted)
        {
            // An input is no output; whoever watches it looks at a copy.
            var seen = inputs.Contains(name) ? $"{name}/seen" : name;
            if (seen != name)
            {
                watched.Graph.Node.Add(Rewriting.Node("Identity", [name], [seen]));
            }

            watched.Graph.Output.Add(
                new ValueInfoProto
                {
                    Name = seen,
                    Type = new TypeProto
                    {
                        TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float },
                    },
                }
            );
        }

        return OnnxPredictor
            .Load(watched.ToByteArray())
            .Bind<Dictionary<string, (float Low, float High)>>(predictor =>
            {
                using (predictor)
                {
                    try
                    {
                        return wanted
                            .Zip(predictor.Run(samples))
                            .ToDictionary(pair => pair.Item1, pair => Range(pair.Item2), StringComparer.Ordinal);
                    }
                    catch (Exception error) when (error is ShapeException or OnnxRuntimeException)
                    {
                        return Error.New($"{path} does not take the calibration samples: {error.Message}");
                    }
                }
            });
    }

    private static (float Low, float High) Range(Tensor<float> values)
    {
        var (low, high) = (0f, 0f);
        foreach (var value in values.Span)
        {
            (low, high) = (MathF.Min(low, value), MathF.Max(high, value));
        }

        return (low, high);
    }
}
