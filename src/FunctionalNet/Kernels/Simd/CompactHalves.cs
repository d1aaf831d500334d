using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Elements as numbers of 16 bits.</summary>
internal sealed class CompactHalves<T> : CompactNumbers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ushort[] bits;
    private readonly Precision precision;

    public CompactHalves(ReadOnlySpan<T> elements, Precision precision)
    {
        (bits, this.precision) = (GC.AllocateUninitializedArray<ushort>(elements.Length), precision);
        HalfPrecision.Pack(precision, elements, bits);
    }

    /// <inheritdoc/>
    public override WeightFormat Format =>
        precision == Precision.Float16 ? WeightFormat.Float16 : WeightFormat.BFloat16;

    /// <inheritdoc/>
    public override long Bytes => sizeof(ushort) * (long)bits.Length;

    /// <inheritdoc/>
    public override void Read(int start, Span<T> to) =>
        HalfPrecision.Unpack(precision, bits.AsSpan(start, to.Length), to);
}
