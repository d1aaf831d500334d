using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Converts tensors between number formats.</summary>
internal static class Compaction
{
    /// <summary>The tensor held in a format: the same one if it is already.</summary>
    /// <exception cref="ArgumentException">A finite element is too large for the format, or all are too small.</exception>
    public static Tensor<T> HeldAs<T>(this Tensor<T> tensor, WeightFormat format)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        tensor.Format == format
            ? tensor
            : format switch
            {
                WeightFormat.Float16 => Half(tensor, Precision.Float16),
                WeightFormat.BFloat16 => Half(tensor, Precision.BFloat16),
                WeightFormat.Int8 => new(tensor.Shape, new CompactBytes<T>(tensor.Span)),
                _ => new(tensor.Shape, tensor.Span),
            };

    private static Tensor<T> Half<T>(Tensor<T> tensor, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (largest, held) = (T.Zero, T.Zero);
        foreach (var value in tensor.Span)
        {
            if (T.IsFinite(value))
            {
                largest = T.Max(largest, T.Abs(value));
            }
        }

        held = HalfPrecision.Round(precision, largest);
        return T.IsFinite(held) && (T.IsZero(largest) || !T.IsZero(held))
            ? new(tensor.Shape, new CompactHalves<T>(tensor.Span, precision))
            : throw new ArgumentException(
                $"The largest of the weights {tensor.Shape} is {largest}, which {precision} cannot hold. Repair: hold them in BFloat16 or Int8, or in full.",
                nameof(tensor)
            );
    }
}
