using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>An elementwise function in several passes over a chunk of elements, whose source is kept apart from the target.</summary>
internal interface IChunked<TSelf>
    where TSelf : struct, IChunked<TSelf>
{
    /// <summary>y = f(x) on a chunk; x and y are apart, and y may hold what lies between.</summary>
    static abstract void Passes<T>(TSelf f, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Runs such functions.</summary>
internal static class Chunked
{
    private const int Chunk = 256;

    /// <summary>y = f(x), chunk by chunk; x and y may be the same memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TF, T>(TF f, ReadOnlySpan<T> x, Span<T> y)
        where TF : struct, IChunked<TF>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> copy = stackalloc T[Chunk];
        while (x.Length > 0)
        {
            var length = Math.Min(Chunk, x.Length);
            x[..length].CopyTo(copy);
            TF.Passes<T>(f, copy[..length], y[..length]);
            x = x[length..];
            y = y[length..];
        }
    }
}
