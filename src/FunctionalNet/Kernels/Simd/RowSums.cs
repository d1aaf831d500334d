using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// Reductions of a run of elements. The order depends on its length and on the portable vector alone, which has 256 bits on any processor
/// with AVX2; the framework's own loops depend on the processor's width.
/// </summary>
internal static class RowSums
{
    /// <summary>The sum of the elements.</summary>
    [MethodImpl(Compiled.Alone)]
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b, c, d) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + (4 * Vector<T>.Count) <= x.Length; i += 4 * Vector<T>.Count)
        {
            a += Whole(x, i);
            b += Whole(x, i + Vector<T>.Count);
            c += Whole(x, i + (2 * Vector<T>.Count));
            d += Whole(x, i + (3 * Vector<T>.Count));
        }

        for (; i < x.Length; i += Vector<T>.Count)
        {
            a += Padded.Load(x, i);
        }

        return Vector.Sum(a + b + (c + d));
    }

    /// <summary>The sum of the products of two runs of the same length.</summary>
    [MethodImpl(Compiled.Alone)]
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        y = y[..x.Length];
        var (a, b) = (Vector<T>.Zero, Vector<T>.Zero);
        var i = 0;
        for (; i + (2 * Vector<T>.Count) <= x.Length; i += 2 * Vector<T>.Count)
        {
            a += Whole(x, i) * Whole(y, i);
            b += Whole(x, i + Vector<T>.Count) * Whole(y, i + Vector<T>.Count);
        }

        for (; i < x.Length; i += Vector<T>.Count)
        {
            a += Padded.Load(x, i) * Padded.Load(y, i);
        }

        return Vector.Sum(a + b);
    }

    /// <summary>The product of the elements.</summary>
    [MethodImpl(Compiled.Alone)]
    public static T Product<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b) = (Vector<T>.One, Vector<T>.One);
        var i = 0;
        for (; i + (2 * Vector<T>.Count) <= x.Length; i += 2 * Vector<T>.Count)
        {
            a *= Whole(x, i);
            b *= Whole(x, i + Vector<T>.Count);
        }

        for (; i < x.Length; i += Vector<T>.Count)
        {
            a *= Padded.Load(x, i, T.One);
        }

        a *= b;
        var product = a[0];
        for (var lane = 1; lane < Vector<T>.Count; lane++)
        {
            product *= a[lane];
        }

        return product;
    }

    // The loops have checked the length already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Whole<T>(ReadOnlySpan<T> x, int at)
        where T : unmanaged => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)at);
}
