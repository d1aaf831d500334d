using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Exp.</content>
public static partial class Ops
{
    /// <summary>y = eˣ, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Exp. CUDA: float, double. Derivative: dx = dy y.</remarks>
    /// <example><code>Expr y = x.Exp();</code></example>
    public static Expr Exp(this Expr x) => Unary<ExpOp>.Of(x);

    private readonly record struct ExpOp : IUnary<ExpOp>
    {
        public static string Onnx => "Exp";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Exp;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * y;
    }
}
