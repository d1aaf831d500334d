using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Export;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;
using static LanguageExt.Prelude;

namespace FunctionalNet.Runtime;

/// <summary>An exported file in ONNX Runtime against the model in this library's executor.</summary>
internal static class Comparison
{
    // One row, a few, and more than any vector or block of a kernel holds at once: sizes that training rarely uses.
    private static readonly int[] Sizes = [1, 3, 17];

    /// <summary>The batches to compare: random ones of several sizes, and the caller's.</summary>
    public static IEnumerable<Tensor<T>> Batches<T>(Model<T> model, ExportOptions options, Tensor<T>? samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var size in Sizes)
        {
            var batch = new Tensor<T>(new Shape(size).Append(model.Input));
            Draw(model.Layer.InputType, size, batch.Writable);
            yield return options.Normalization is { } normalization ? Raw(batch, normalization) : batch;
        }

        if (samples is not null)
        {
            yield return samples;
        }
    }

    /// <summary>The largest difference over all batches, or which output is too far off.</summary>
    public static Either<Error, double> Of<T>(
        Deployment<T> deployment,
        OrtSession session,
        IEnumerable<Tensor<T>> batches,
        double tolerance
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        batches.Fold(
            Right<Error, double>(0),
            (worst, batch) =>
                worst.Bind(largest =>
                    Compare(Ours(deployment, batch), Theirs(session, batch), batch.Shape[0].Size, tolerance)
                        .Map(difference => Math.Max(largest, difference))
                )
        );

    // Whole numbers may be places in a table of any size: the first, and the last, which is -1.
    private static void Draw<T>(ElementType element, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        key.Normal(values);
        foreach (ref var value in values)
        {
            value =
                element == ElementType.Float ? value
                : element == ElementType.Int64 ? (value > T.Zero ? T.Zero : -T.One)
                : value > T.Zero ? T.One
                : T.Zero;
        }
    }

    // Numbers that the normalization turns into the drawn ones.
    private static Tensor<T> Raw<T>(Tensor<T> drawn, Normalization normalization)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var raw = new Tensor<T>(drawn.Shape);
        var (mean, scale) = (normalization.Mean, normalization.Scale);
        for (var i = 0; i < raw.Length; i++)
        {
            raw.Writable[i] =
                T.CreateChecked(mean[i % mean.Length]) + (drawn.Span[i] * T.CreateChecked(scale[i % scale.Length]));
        }

        return raw;
    }

    private static Tensor<T> Ours<T>(Deployment<T> deployment, Tensor<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (graph, _) = deployment.Compose(batch.Shape[0]);
        return Plan<T>
            .Compile(graph)
            .Run([batch, .. graph.Inputs.Skip(1).Select(variable => deployment.Values[variable.Variable!.Path])])[0];
    }

    private static Tensor<T> Theirs<T>(OrtSession session, Tensor<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var input = Border.In(batch, session.ElementOf(0));
        using var outputs = session.Run([input]);
        GC.KeepAlive(batch);
        return Border.Out<T>(outputs[0]);
    }

    private static Either<Error, double> Compare<T>(Tensor<T> ours, Tensor<T> theirs, int batch, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Agreement.Of(ours, theirs, tolerance).MapLeft(why => Error.New($"for a batch of {batch} {why.Message}"));
}
