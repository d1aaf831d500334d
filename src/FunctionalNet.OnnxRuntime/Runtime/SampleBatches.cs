using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Runtime;

/// <summary>The inputs for running a model, in batches: a caller's samples in chunks, or random ones.</summary>
internal static class SampleBatches
{
    private const int Rows = 256;

    private static readonly int[] Others = [1, 3];

    /// <summary>The batches.</summary>
    /// <param name="inputs">The inputs of the model.</param>
    /// <param name="samples">Samples for its only input; null for random inputs.</param>
    /// <param name="given">What is given of random inputs.</param>
    public static Either<Error, IEnumerable<Tensor<double>[]>> Of(
        IReadOnlyList<OnnxValue> inputs,
        Tensor<float>? samples,
        GivenInputs given
    ) =>
        samples is null ? Prelude.Right<Error, IEnumerable<Tensor<double>[]>>([DrawnInputs.Of(inputs, given)])
        : inputs is [{ Type.Shape: var shape }]
            ? Prelude.Right<Error, IEnumerable<Tensor<double>[]>>(
                Pieces(samples, shape).Select(piece => new[] { piece })
            )
        : Error.New($"samples are for a model of one input, not of [{string.Join("; ", inputs)}]");

    /// <summary>
    /// Batches of other sizes than those, for models with a free batch axis: a model that only works for one size, such as with a
    /// hard-coded shape, is not detected by that size.
    /// </summary>
    /// <param name="inputs">The inputs of the model.</param>
    /// <param name="samples">Samples for its only input; null for random inputs.</param>
    /// <param name="given">What is given of random inputs; a batch axis of a given size has no other.</param>
    public static IEnumerable<Tensor<double>[]> OfOtherSizes(
        IReadOnlyList<OnnxValue> inputs,
        Tensor<float>? samples,
        GivenInputs given
    )
    {
        var sizes = given.For(inputs).Sizes;
        var areFree = inputs.Any(input =>
            input.Type.Shape is [{ IsKnown: false } batch, ..] && !sizes.ContainsKey(batch.Name!)
        );
        foreach (var size in areFree ? Others : [])
        {
            if (samples is null)
            {
                yield return DrawnInputs.Of(inputs, given, size);
            }
            else if (samples.Shape is [{ Size: var rows }, ..] && rows > size)
            {
                var width = samples.Length / rows;
                yield return
                [
                    Tensor.Of(
                        samples.Shape.With(0, size),
                        [.. samples.Span[..(size * width)].ToArray().Select(value => (double)value)]
                    ),
                ];
            }
        }
    }

    // In chunks, to bound the memory of intermediate values for a large data set. A model with a fixed batch size gets that size.
    private static IEnumerable<Tensor<double>> Pieces(Tensor<float> samples, Shape declared)
    {
        var (rank, axis) = (samples.Shape.Rank, declared.Rank > 0 ? declared[0] : (Dim)1);
        var rows = rank > 0 ? samples.Shape[0].Size : 1;
        var size =
            rank == 0 || declared.Rank == 0 ? rows
            : !axis.IsKnown ? Rows
            : axis.Size > 0 && rows % axis.Size == 0 ? axis.Size
            : rows;
        var width = rows > 0 ? samples.Length / rows : 0;
        for (var row = 0; row == 0 || row < rows; row += Math.Max(1, size))
        {
            var count = Math.Min(size, rows - row);
            yield return Tensor.Of(
                rank == 0 ? samples.Shape : samples.Shape.With(0, count),
                [.. samples.Span.Slice(row * width, count * width).ToArray().Select(value => (double)value)]
            );
        }
    }
}
