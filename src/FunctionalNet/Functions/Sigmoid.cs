using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Sigmoid.</content>
public static partial class Ops
{
    /// <summary>y = 1 / (1 + e⁻ˣ), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Sigmoid. CUDA: float, double. Body: 1 / (1 + exp(-x)).</remarks>
    /// <example><code>Expr p = logits.Sigmoid();</code></example>
    public static Expr Sigmoid(this Expr x) => Unary<SigmoidOp>.Of(x);

    private readonly record struct SigmoidOp : IUnary<SigmoidOp>
    {
        public static string Onnx => "Sigmoid";

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Sigmoid;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * y * (1 - y);

        public Expr Body(Expr x) => (1 + (-x).Exp()).Reciprocal();
    }
}
