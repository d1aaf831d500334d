using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>ln(1 + e^x) over a run of elements, vectorized.</summary>
internal static class SoftplusRow
{
    private const int Chunk = 256;

    /// <summary>y = max(x, 0) + ln(1 + e^-|x|); x and y may be the same memory.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Map<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> exponentials = stackalloc T[Chunk];
        Span<T> logarithms = stackalloc T[Chunk];
        while (x.Length > 0)
        {
            var length = Math.Min(Chunk, x.Length);
            var z = exponentials[..length];
            var log = logarithms[..length];
            TensorPrimitives.Abs(x[..length], z);
            TensorPrimitives.Negate<T>(z, z);
            TensorPrimitives.Exp<T>(z, z);
            TensorPrimitives.Add(z, T.One, log);
            TensorPrimitives.Log<T>(log, log);
            TensorPrimitives.Max(x[..length], T.Zero, y[..length]);
            Join(z, log, y[..length]);
            x = x[length..];
            y = y[length..];
        }
    }

    /// <summary>The same for one element.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return T.Max(x, T.Zero) + LogOnePlus(T.Exp(-T.Abs(x)));
    }

    /// <summary>ln(1 + z), accurate for small z, unlike the framework's LogP1.</summary>
    public static T LogOnePlus<T>(T z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Above(z, T.Log(T.One + z));

    private static T Above<T>(T z, T log)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var above = z + T.One - T.One;
        return above == T.Zero ? z : log * (z / above);
    }

    /// <summary>Adds ln(1 + z) = z ln u / (u - 1) with the rounded u = 1 + z, which is accurate for small z (W. Kahan).</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Join<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> log, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        var one = Vector<T>.One;
        for (; i <= z.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var small = new Vector<T>(z[i..]);
            var above = small + one - one;
            var precise = new Vector<T>(log[i..]) * (small / above);
            precise = Vector.ConditionalSelect(Vector.Equals(above, Vector<T>.Zero), small, precise);
            (new Vector<T>(y[i..]) + precise).CopyTo(y[i..]);
        }

        for (; i < z.Length; i++)
        {
            y[i] += Above(z[i], log[i]);
        }
    }
}
