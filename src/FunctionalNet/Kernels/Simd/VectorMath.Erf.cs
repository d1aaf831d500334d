using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <content>The error function, in float32 only.</content>
internal static partial class VectorMath
{
    /// <summary>
    /// x P(x²) / Q(x²), fitted by reweighted least squares to a relative error of 2·10⁻⁸ up to 3.95, from where on a float32 is 1; all
    /// coefficients are positive, so that nothing cancels, and the total error is 4 units in the last place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Erf<T>(Vector<T> x)
    {
        var given = x.As<T, float>();
        var near = Vector.Min(Vector.Max(given, new Vector<float>(-3.95f)), new Vector<float>(3.95f));
        var z = near * near;
        var p = Vector.FusedMultiplyAdd(new Vector<float>(2.0259464513e-6f), z, new Vector<float>(2.8468234330e-4f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(3.8079332201e-3f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(5.2874747375e-2f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(1.9154502112e-1f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(1.1283791439f));
        var q = Vector.FusedMultiplyAdd(new Vector<float>(3.7831915165e-5f), z, new Vector<float>(1.1706697752e-3f));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(1.5054635218e-2f));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(1.1455743637e-1f));
        q = Vector.FusedMultiplyAdd(q, z, new Vector<float>(5.0308503268e-1f));
        q = Vector.FusedMultiplyAdd(q, z, Vector<float>.One);
        var bounded = Vector.Min(Vector.Max(near * p / q, -Vector<float>.One), Vector<float>.One);
        return bounded.As<float, T>();
    }
}
