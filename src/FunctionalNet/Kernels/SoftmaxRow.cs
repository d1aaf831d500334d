using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet.Kernels;

/// <summary>The pieces of softmax on one row, shifted by its largest element so that nothing overflows.</summary>
internal static class SoftmaxRow
{
    private const int Chunk = 256;

    /// <summary>y = e^x / Σ e^x.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
        TensorPrimitives.Exp<T>(y, y);
        TensorPrimitives.Divide(y, TensorPrimitives.Sum<T>(y), y);
    }

    /// <summary>
    /// ln Σ e^x in two terms, the largest element and what is above it: to take one after the other from x keeps the digits that
    /// their sum would round away.
    /// </summary>
    public static (T Largest, T Above) LogSumExp<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = TensorPrimitives.Max(x);
        Span<T> exponentials = stackalloc T[Chunk];
        var sum = T.Zero;
        for (; x.Length > 0; x = x[Math.Min(Chunk, x.Length)..])
        {
            var chunk = exponentials[..Math.Min(Chunk, x.Length)];
            TensorPrimitives.Subtract(x[..chunk.Length], largest, chunk);
            TensorPrimitives.Exp<T>(chunk, chunk);
            sum += TensorPrimitives.Sum<T>(chunk);
        }

        return (largest, T.Log(sum));
    }
}
