using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>Exponential linear units over a run of elements, vectorized.</summary>
internal static class EluRow
{
    private const int Chunk = 256;

    /// <summary>y = above · x where x is above 0, else below · (e^(x / width) - 1); x and y may be the same memory.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Map<T>(ReadOnlySpan<T> x, T above, T below, T width, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> negatives = stackalloc T[Chunk];
        Span<T> exponentials = stackalloc T[Chunk];
        Span<T> logarithms = stackalloc T[Chunk];
        while (x.Length > 0)
        {
            var length = Math.Min(Chunk, x.Length);
            var v = negatives[..length];
            var u = exponentials[..length];
            var log = logarithms[..length];
            TensorPrimitives.Min(x[..length], T.Zero, v);
            TensorPrimitives.Divide(v, width, v);
            TensorPrimitives.Exp<T>(v, u);
            TensorPrimitives.Log<T>(u, log);
            Join(x[..length], v, u, log, above, below, y[..length]);
            x = x[length..];
            y = y[length..];
        }
    }

    /// <summary>The same for one element.</summary>
    public static T Of<T>(T x, T above, T below, T width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var u = T.Exp(x / width);
        return x > T.Zero ? x * above : Less(x / width, u, T.Log(u)) * below;
    }

    private static T Less<T>(T v, T u, T log)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var less = u - T.One;
        return u == T.One ? v
            : less == -T.One || T.IsPositiveInfinity(less) ? less
            : less * (v / log);
    }

    /// <summary>e^v - 1 = (u - 1) v / ln u with the rounded u = e^v: the errors of both cancel (W. Kahan).</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Join<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> v,
        ReadOnlySpan<T> u,
        ReadOnlySpan<T> log,
        T above,
        T below,
        Span<T> y
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        var (one, infinity) = (Vector<T>.One, new Vector<T>(T.PositiveInfinity));
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var (element, power) = (new Vector<T>(x[i..]), new Vector<T>(u[i..]));
            var less = power - one;
            var small = new Vector<T>(v[i..]);
            var precise = less * (small / new Vector<T>(log[i..]));
            precise = Vector.ConditionalSelect(Vector.Equals(power, one), small, precise);
            var isLimit = Vector.Equals(less, -one) | Vector.Equals(less, infinity);
            precise = Vector.ConditionalSelect(isLimit, less, precise);
            Vector
                .ConditionalSelect(Vector.GreaterThan(element, Vector<T>.Zero), element * above, precise * below)
                .CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = x[i] > T.Zero ? x[i] * above : Less(v[i], u[i], log[i]) * below;
        }
    }
}
