using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Silu.</content>
public static partial class Ops
{
    /// <summary>y = x σ(x) = x / (1 + e⁻ˣ), elementwise; the shape of <paramref name="x"/>. Also known as Swish.</summary>
    /// <remarks>
    /// ONNX: its body, since Swish was added after opset 21. PyTorch: SiLU. Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for
    /// Neural Network Function Approximation in Reinforcement Learning", 2017. CUDA: float, double. Body: x Sigmoid(x).
    /// </remarks>
    /// <example><code>Expr y = x.Silu();</code></example>
    public static Expr Silu(this Expr x) => Unary<SiluOp>.Of(x);

    private readonly record struct SiluOp : IUnary<SiluOp>
    {
        public static string Onnx => "functionalnet.Silu";

        public static Domain Domain => new(Shape.Scalar, -4, 4);

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vectors;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * (T.One / (T.One + T.Exp(-x)));

        public Expr Vjp(Expr x, Expr y, Expr dy)
        {
            // At infinity 1 - s or s is 0, in float64 too; ∞ · 0 would be NaN.
            var s = x.Sigmoid();
            return dy * (s + (x.Max(-1000).Min(1000) * s * (1 - s)));
        }

        public Expr Body(Expr x) => x * x.Sigmoid();

        public OnnxNode? Write(OnnxNode node) => null;

        private static Vector<T> Vectors<T>(Vector<T> x) => x * VectorMath.Sigmoid(x);
    }
}
