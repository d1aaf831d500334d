using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The steps of softmax on one row, shifted by its maximum to avoid overflow.</summary>
internal static class SoftmaxRow
{
    /// <summary>y = e^x / Σ e^x; returns the maximum of x, and Σ e^(x - maximum).</summary>
    public static (T Largest, T Sum) Softmax<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = Largest(x);
        var shift = new Vector<T>(largest);
        var sums = Vector<T>.Zero;
        for (var at = 0; at < x.Length; at += Vector<T>.Count)
        {
            var exponential = VectorMath.Exp(Padded.Load(x, at, T.NegativeInfinity) - shift);
            Padded.Store(exponential, y, at);
            sums += exponential;
        }

        var sum = Vector.Sum(sums);
        var divisor = new Vector<T>(sum);
        for (var at = 0; at < y.Length; at += Vector<T>.Count)
        {
            Padded.Store(Padded.Load<T>(y, at) / divisor, y, at);
        }

        return (largest, sum);
    }

    /// <summary>
    /// ln Σ e^x as two terms, the maximum and the rest: subtracting them from x one after the other keeps digits that their sum would round
    /// away.
    /// </summary>
    public static (T Largest, T Above) LogSumExp<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            return (T.NegativeInfinity, T.Zero);
        }

        var largest = Largest(x);
        var shift = new Vector<T>(largest);
        var sums = Vector<T>.Zero;
        for (var at = 0; at < x.Length; at += Vector<T>.Count)
        {
            sums += VectorMath.Exp(Padded.Load(x, at, T.NegativeInfinity) - shift);
        }

        return (largest, T.Log(Vector.Sum(sums)));
    }

    private static T Largest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = new Vector<T>(T.NegativeInfinity);
        for (var at = 0; at < x.Length; at += Vector<T>.Count)
        {
            largest = Vector.Max(largest, Padded.Load(x, at, T.NegativeInfinity));
        }

        var first = largest[0];
        for (var lane = 1; lane < Vector<T>.Count; lane++)
        {
            first = T.Max(first, largest[lane]);
        }

        return first;
    }
}
