using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Flush.</content>
public static partial class Ops
{
    /// <summary>y = 0 where |x| is below a bound, else x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// ONNX: Where(|x| &lt; bound, 0, x). ONNX's Shrink would make 0 of NaN; here NaN stays NaN. By default it keeps a decaying mean from
    /// becoming denormal: the bound exceeds the smallest normal float32 by enough that a further product with a decay is normal too. CUDA:
    /// float, double. Body: 0 where |x| &lt; w, else x.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="below">The bound.</param>
    /// <example><code>Expr next = ((0.9 * before) + (0.1 * x)).FlushToZero();</code></example>
    public static Expr FlushToZero(this Expr x, double below = 1e-36) => Binary<FlushToZeroOp>.Of(x, below);

    private readonly record struct FlushToZeroOp : IBinary<FlushToZeroOp>
    {
        public static string Onnx => "functionalnet.FlushToZero";

        public static Func<Vector<T>, Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Flush;

        public static bool Takes(ElementType element) => element == ElementType.Float;

        public static T Invoke<T>(T x, T y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x) < y ? T.Zero : x;

        public static Expr Body(Expr x, Expr y) => (x.Abs() < y).Where(0, x);

        public static OnnxNode? Write(OnnxNode node) => null;
    }
}
