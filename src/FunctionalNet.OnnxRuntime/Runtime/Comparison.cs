using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Export;
using LanguageExt;
using LanguageExt.Common;
using static LanguageExt.Prelude;

namespace FunctionalNet.Runtime;

/// <summary>Compares an exported file in ONNX Runtime with the model in this library's executor.</summary>
internal static class Comparison
{
    // One row, a few, and more than any vector or block of a kernel: sizes that training rarely uses.
    private static readonly int[] Sizes = [1, 3, 17];

    /// <summary>The batches of the comparison: random ones of several sizes, and the caller's.</summary>
    public static IEnumerable<Tensor<T>> Batches<T>(Deployment<T> deployment, ExportOptions options, Tensor<T>? samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var size in Sizes)
        {
            var batch = new Tensor<T>(new Shape(size).Append(deployment.Sample.Shape));
            Draw(deployment.Sample.Element, size, batch.Writable);
            if (deployment.Named is { } named)
            {
                // The first index of any table, and true.
                batch = Packing.Pack([
                    .. deployment
                        .Feeds(batch)
                        .Zip(
                            named.Inputs,
                            (part, input) =>
                                input.Sample.Element == ElementType.Float
                                    ? part
                                    : new Tensor<T>(
                                        part.Shape,
                                        [
                                            .. Enumerable.Repeat(
                                                input.Sample.Element == ElementType.Bool ? T.One : T.Zero,
                                                part.Length
                                            ),
                                        ]
                                    )
                        ),
                ]);
                yield return batch;
                continue;
            }

            batch =
                options.Bytes ? Bytes(batch)
                : options.Normalization is { } normalization ? Raw(batch, normalization)
                : batch;
            DrawnTokens.Put(deployment.Compose(size).Graph, deployment.Values, size, batch.Writable);
            yield return batch;
        }

        if (samples is not null)
        {
            yield return samples;
        }
    }

    /// <summary>The largest difference of all outputs over all batches, or which output exceeds the tolerance.</summary>
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
                    Compare(
                            Ours(deployment, batch, deployment.Values),
                            session.Run(deployment.Feeds(batch)),
                            batch.Shape[0].Size,
                            tolerance
                        )
                        .Map(difference => Math.Max(largest, difference))
                )
        );

    /// <summary>The largest difference of the first output that is due to weights in fewer bits.</summary>
    public static double OfRounding<T>(Deployment<T> rounded, Deployment<T> exact, IEnumerable<Tensor<T>> batches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        batches
            .Select(batch => (Ours(rounded, batch, rounded.Values)[0], Ours(exact, batch, exact.Values)[0]))
            .Select(pair =>
                Agreement.Of(pair.Item1, pair.Item2, double.PositiveInfinity).IfLeft(double.PositiveInfinity)
            )
            .Max();

    // Integers may be indices into a table of any size: the first, and the last, which is -1.
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

    private static Tensor<T> Bytes<T>(Tensor<T> drawn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref var value in drawn.Writable)
        {
            value = T.Clamp(
                T.Round(T.CreateChecked(128) + (value * T.CreateChecked(64))),
                T.Zero,
                T.CreateChecked(255)
            );
        }

        return drawn;
    }

    // Numbers that the normalization maps to the drawn ones.
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

    private static ImmutableArray<Tensor<T>> Ours<T>(
        Deployment<T> deployment,
        Tensor<T> batch,
        IReadOnlyDictionary<string, Tensor<T>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var composed = deployment.Compose(batch.Shape[0]);
        return Plan<T>.Compile(composed.Graph).Run(composed.Bind(batch, values));
    }

    private static Either<Error, double> Compare<T>(
        ImmutableArray<Tensor<T>> ours,
        ImmutableArray<Tensor<T>> theirs,
        int batch,
        double tolerance
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Enumerable
            .Range(0, ours.Length)
            .Fold(
                Right<Error, double>(0),
                (worst, i) =>
                    worst.Bind(largest =>
                        Agreement.Of(ours[i], theirs[i], tolerance).Map(difference => Math.Max(largest, difference))
                    )
            )
            .MapLeft(why => Error.New(why.Code, $"for a batch of {batch} {why.Message}"));
}
