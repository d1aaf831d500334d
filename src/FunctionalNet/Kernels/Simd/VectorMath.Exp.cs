using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <content>The exponential function.</content>
internal static partial class VectorMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Exp(x.As<T, float>()).As<float, T>()
            : Vector.Exp(x.As<T, double>()).As<double, T>();

    /// <summary>
    /// eˣ = 2ⁿ eʳ with the integer n nearest to x / ln 2 and a polynomial of degree 6 for the remainder, fitted to the second-to-last
    /// digit; ln 2 is split into a part of nine bits, whose products with n are exact, and the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        // Outside of these bounds it is 0 or infinite. 2ⁿ is applied as two factors, since n may exceed the exponent range.
        var near = Vector.Min(Vector.Max(x, new Vector<float>(-104)), new Vector<float>(89));
        var n = Vector.Round(near * new Vector<float>(1.44269504f));
        var r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693359375f), near);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1.3814540170e-3f), r, new Vector<float>(8.3687451174e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.1668390784e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.6666520399e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.9999993432e-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r + Vector<float>.One);
        var whole = Vector.ConvertToInt32Native(n);
        var half = whole >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => ((n + new Vector<int>(127)) << 23).As<int, float>();
}
