using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Elements as signed bytes times the scale of their block.</summary>
internal sealed class CompactBytes<T> : CompactNumbers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly sbyte[] bytes;
    private readonly float[] scales;

    public CompactBytes(ReadOnlySpan<T> elements)
    {
        bytes = GC.AllocateUninitializedArray<sbyte>(elements.Length);
        scales = new float[Partition.CeilDiv(elements.Length, BlockLength)];
        for (var block = 0; block < scales.Length; block++)
        {
            var start = block * BlockLength;
            var count = Math.Min(BlockLength, elements.Length - start);
            scales[block] = Quantize(elements.Slice(start, count), bytes.AsSpan(start, count));
        }
    }

    /// <inheritdoc/>
    public override WeightFormat Format => WeightFormat.Int8;

    /// <inheritdoc/>
    public override long Bytes => bytes.Length + (sizeof(float) * (long)scales.Length);

    /// <inheritdoc/>
    public override void Read(int start, Span<T> to)
    {
        for (var i = 0; i < to.Length; i += BlockLength)
        {
            var count = Math.Min(BlockLength, to.Length - i);
            Dequantize(bytes.AsSpan(start + i, count), scales[(start + i) / BlockLength], to.Slice(i, count));
        }
    }

    // The scale of a block.
    private static float Quantize(ReadOnlySpan<T> from, Span<sbyte> to)
    {
        var max = 0f;
        foreach (var element in from)
        {
            // NaN and infinity have no scale.
            var size = MathF.Abs(float.CreateTruncating(element));
            max = float.IsFinite(size) ? MathF.Max(max, size) : float.NaN;
        }

        // A scale that would round to 0 is the smallest number above it.
        var scale = max == 0 ? 0 : MathF.Max(max / sbyte.MaxValue, float.Epsilon);
        if (float.IsInfinity(scale * sbyte.MaxValue))
        {
            scale = MathF.BitDecrement(scale);
        }

        for (var i = 0; i < from.Length; i++)
        {
            var quotient = scale > 0 ? Math.Round(float.CreateTruncating(from[i]) / (double)scale) : 0;
            to[i] = (sbyte)Math.Clamp(quotient, -sbyte.MaxValue, sbyte.MaxValue);
        }

        return scale;
    }

    [MethodImpl(Compiled.Alone)]
    private static void Dequantize(ReadOnlySpan<sbyte> from, float scale, Span<T> to)
    {
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var values = MemoryMarshal.Cast<T, float>(to);
            for (; i + Vector<sbyte>.Count <= from.Length; i += Vector<sbyte>.Count)
            {
                Vector.Widen(new Vector<sbyte>(from[i..]), out var low, out var high);
                Write(low, scale, values[i..]);
                Write(high, scale, values[(i + Vector<short>.Count)..]);
            }
        }

        for (; i < from.Length; i++)
        {
            to[i] = T.CreateTruncating(from[i] * scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector<short> numbers, float scale, Span<float> to)
    {
        Vector.Widen(numbers, out var low, out var high);
        (Vector.ConvertToSingle(low) * scale).CopyTo(to);
        (Vector.ConvertToSingle(high) * scale).CopyTo(to[Vector<int>.Count..]);
    }
}
