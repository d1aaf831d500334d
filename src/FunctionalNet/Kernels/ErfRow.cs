using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalNet.Kernels;

/// <summary>erf on a run of float32, vectorized.</summary>
/// <remarks>
/// erf(x) = x P(x²) / Q(x²), fitted by reweighted least squares to 2·10⁻⁸ relative up to <see cref="Largest"/>, where a float32
/// is 1 from; all coefficients are positive, so that nothing cancels, and 4 units of the last place are left of it.
/// </remarks>
internal static class ErfRow
{
    private const float Largest = 3.95f;

    private static ReadOnlySpan<float> P =>
        [2.0259464513e-6f, 2.8468234330e-4f, 3.8079332201e-3f, 5.2874747375e-2f, 1.9154502112e-1f, 1.1283791439f];

    private static ReadOnlySpan<float> Q =>
        [3.7831915165e-5f, 1.1706697752e-3f, 1.5054635218e-2f, 1.1455743637e-1f, 5.0308503268e-1f, 1];

    /// <summary>y = erf(scale · x); x and y may be the same memory. False where the number type has no vectorized form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryMap<T>(ReadOnlySpan<T> x, float scale, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float))
        {
            return false;
        }

        Map(MemoryMarshal.Cast<T, float>(x), scale, MemoryMarshal.Cast<T, float>(y));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map(ReadOnlySpan<float> x, float scale, Span<float> y)
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Map(new Vector<float>(x[i..]) * scale).CopyTo(y[i..]);
        }

        if (i < x.Length)
        {
            // The rest goes the same way, so that a number's value does not depend on its place.
            Span<float> rest = stackalloc float[Vector<float>.Count];
            rest.Clear();
            x[i..].CopyTo(rest);
            Map(new Vector<float>(rest) * scale).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(y[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Map(Vector<float> x)
    {
        var near = Vector.Min(Vector.Max(x, new Vector<float>(-Largest)), new Vector<float>(Largest));
        var square = near * near;
        var ratio = near * Horner(P, square) / Horner(Q, square);
        var bounded = Vector.Min(Vector.Max(ratio, -Vector<float>.One), Vector<float>.One);
        return Vector.ConditionalSelect(Vector.Equals(x, x), bounded, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Horner(ReadOnlySpan<float> c, Vector<float> x)
    {
        var sum = Vector.FusedMultiplyAdd(new Vector<float>(c[0]), x, new Vector<float>(c[1]));
        sum = Vector.FusedMultiplyAdd(sum, x, new Vector<float>(c[2]));
        sum = Vector.FusedMultiplyAdd(sum, x, new Vector<float>(c[3]));
        sum = Vector.FusedMultiplyAdd(sum, x, new Vector<float>(c[4]));
        return Vector.FusedMultiplyAdd(sum, x, new Vector<float>(c[5]));
    }
}
