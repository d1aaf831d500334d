using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Converts tensors between number formats.</summary>
internal static class Compaction
{
    /// <summary>The tensor held in a format: the same one if it is already.</summary>
    public static Tensor<T> HeldAs<T>(this Tensor<T> tensor, WeightFormat format)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        tensor.Format == format
            ? tensor
            : format switch
            {
                WeightFormat.Float16 => new(tensor.Shape, new CompactHalves<T>(tensor.Span, Precision.Float16)),
                WeightFormat.BFloat16 => new(tensor.Shape, new CompactHalves<T>(tensor.Span, Precision.BFloat16)),
                WeightFormat.Int8 => new(tensor.Shape, new CompactBytes<T>(tensor.Span)),
                _ => new(tensor.Shape, tensor.Span),
            };
}
