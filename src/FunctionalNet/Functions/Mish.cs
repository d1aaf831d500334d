using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Mish.</content>
public static partial class Ops
{
    /// <summary>y = x tanh(ln(1 + eˣ)), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Mish. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019. Body: x tanh(Softplus(x)).</remarks>
    /// <example><code>Expr y = x.Mish();</code></example>
    public static Expr Mish(this Expr x) => Unary<MishOp>.Of(x);

    private readonly record struct MishOp : IUnary<MishOp>
    {
        public static string Onnx => "Mish";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static Domain Domain => new(Shape.Scalar, -4, 4);

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vectors;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Joined(x, T.Exp(-T.Abs(x)));

        public Expr Vjp(Expr x, Expr y, Expr dy)
        {
            // At infinity 1 - t² or the sigmoid is 0, in float64 too; ∞ · 0 would be NaN.
            var t = x.Softplus().Tanh();
            return dy * (t + (x.Max(-1000).Min(1000) * x.Sigmoid() * (1 - (t * t))));
        }

        public Expr Body(Expr x) => x * x.Softplus().Tanh();

        private static Vector<T> Vectors<T>(Vector<T> x)
        {
            var w = VectorMath.Exp(-Vector.Abs(x));
            var isAbove = Vector.GreaterThanOrEqual(x, Vector<T>.Zero);
            var (two, square) = (w + w, w * w);
            var head = Vector.ConditionalSelect(isAbove, Vector<T>.One + two, square + two);
            var rest = Vector.ConditionalSelect(isAbove, square + square, Vector<T>.One + Vector<T>.One);
            return x * (head / (head + rest));
        }

        // tanh ln(1 + eˣ) = (1 + 2w) / (1 + 2w + 2w²) with w = e⁻ˣ, and (w² + 2w) / (w² + 2w + 2) with w = eˣ: one w of at most 1.
        private static T Joined<T>(T x, T w)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var isAbove = x >= T.Zero;
            var head = isAbove ? T.One + w + w : (w * w) + (w + w);
            return x * (head / (head + (isAbove ? w * w * (T.One + T.One) : T.One + T.One)));
        }
    }
}
