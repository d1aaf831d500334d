using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet.Export;

/// <summary>Weights in the storage type of a file.</summary>
internal static class StoredWeights
{
    /// <summary>A tensor after a round trip through the storage type.</summary>
    /// <exception cref="InvalidOperationException">A finite number is too large for the type.</exception>
    public static Tensor<T> Round<T>(string path, Tensor<T> tensor, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Halves.Has(precision))
        {
            return tensor;
        }

        var values = tensor.Span.ToArray();
        foreach (ref var value in values.AsSpan())
        {
            var rounded = Halves.Round(precision, value);
            value =
                T.IsFinite(value) && !T.IsFinite(rounded)
                    ? throw new InvalidOperationException(
                        $"'{path}' holds {value}, which is too large for {precision}: choose Float32"
                    )
                    : rounded;
        }

        return Tensor.Of(tensor.Shape, values);
    }
}
