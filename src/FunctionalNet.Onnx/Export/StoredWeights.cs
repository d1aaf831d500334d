using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet.Export;

/// <summary>Weights in the storage type of a file.</summary>
internal static class StoredWeights
{
    /// <summary>A tensor after a round trip through the storage type.</summary>
    /// <exception cref="InvalidOperationException">A finite number is too large for the type, or all numbers of a matrix are too small.</exception>
    public static Tensor<T> Round<T>(string path, Tensor<T> tensor, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!HalfPrecision.Has(precision))
        {
            return tensor;
        }

        if (tensor.Shape.Rank > 1 && Vanishes(tensor, precision, out var largest))
        {
            throw new InvalidOperationException(
                $"'{path}' holds no number larger than {largest}, and {precision} has only zeros for them: choose {(precision == Precision.Float16 ? "BFloat16 or " : string.Empty)}Float32"
            );
        }

        var values = tensor.Span.ToArray();
        foreach (ref var value in values.AsSpan())
        {
            var rounded = HalfPrecision.Round(precision, value);
            value =
                T.IsFinite(value) && !T.IsFinite(rounded)
                    ? throw new InvalidOperationException(
                        $"'{path}' holds {value}, which is too large for {precision}: choose Float32"
                    )
                    : rounded;
        }

        return Tensor.Of(tensor.Shape, values);
    }

    // Some zeros are lost among larger numbers, and a bias of nearly 0 adds nothing; a matrix of which nothing is left is another model.
    private static bool Vanishes<T>(Tensor<T> tensor, Precision precision, out T largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        largest = T.Zero;
        foreach (var value in tensor.Span)
        {
            if (!T.IsZero(HalfPrecision.Round(precision, value)))
            {
                return false;
            }

            largest = T.Max(largest, T.Abs(value));
        }

        return !T.IsZero(largest);
    }
}
