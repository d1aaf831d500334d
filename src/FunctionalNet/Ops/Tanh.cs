using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Tanh.</content>
public static partial class Ops
{
    /// <summary>y = tanh x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Tanh. CUDA: float, double. Derivative: dx = dy (1 - y²).</remarks>
    /// <example><code>Expr y = x.Tanh();</code></example>
    public static Expr Tanh(this Expr x) => Unary<TanhOp>.Of(x);

    private readonly record struct TanhOp : IUnary<TanhOp>
    {
        public static string Onnx => "Tanh";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Tanh;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (1 - (y * y));
    }
}
