using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Gelu.</content>
public static partial class Ops
{
    /// <summary>
    /// y = x Φ(x) with the normal distribution function Φ, elementwise; the shape of <paramref name="x"/>. The approximation is
    /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
    /// </summary>
    /// <remarks>
    /// ONNX: Gelu. Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016. CUDA: float, double. Body: ½ x (1 + erf(x √½)), or by tanh.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="approximate">Whether to use the tanh approximation.</param>
    /// <example><code>Expr y = x.Gelu();</code></example>
    public static Expr Gelu(this Expr x, bool approximate = false) =>
        approximate ? Unary<GeluTanhOp>.Of(x) : Unary<GeluOp>.Of(x);

    private readonly record struct GeluOp : IUnary<GeluOp>
    {
        public static string Onnx => "Gelu";

        public static WeightUse TrainableOperands => WeightUse.Form;

        static Expr IOperator.FromOnnx(OnnxNode node) =>
            node[0].Gelu(node.OneOf("approximate", "none", "tanh") == "tanh");

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? Vectors : null;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(0.5) * x * (T.One + default(ErfOp).Invoke(x * T.CreateTruncating(Math.Sqrt(0.5))));

        public Expr Vjp(Expr x, Expr y, Expr dy)
        {
            // At infinity the density is 0, in float64 too; ∞ · 0 would be NaN.
            var c = x.Max(-40).Min(40);
            return dy
                * (
                    (0.5 * (1 + (x * Math.Sqrt(0.5)).Erf())) + (c * (-0.5 * c * c).Exp() * (1 / Math.Sqrt(2 * Math.PI)))
                );
        }

        public Expr Body(Expr x) => 0.5 * x * (1 + (x * Math.Sqrt(0.5)).Erf());

        private static Vector<T> Vectors<T>(Vector<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new Vector<T>(T.CreateTruncating(0.5))
            * x
            * (Vector<T>.One + VectorMath.Erf(x * new Vector<T>(T.CreateTruncating(Math.Sqrt(0.5)))));
    }

    private readonly record struct GeluTanhOp : IUnary<GeluTanhOp>
    {
        private static readonly double Scale = Math.Sqrt(2 / Math.PI);

        public static string Onnx => "Gelu";

        static IEnumerable<Example> IOperator.Examples =>
            [new("tanh", x => x[0].Gelu(approximate: true), new Domain(new(3, 37)))];

        static Expr IOperator.FromOnnx(OnnxNode node) =>
            node[0].Gelu(node.OneOf("approximate", "none", "tanh") == "tanh");

        public static Func<Vector<T>, Vector<T>>? Lanes<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vectors;

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(0.5)
            * x
            * (T.One + T.Tanh(T.CreateTruncating(Scale) * (x + (T.CreateTruncating(0.044715) * x * x * x))));

        // At infinity tanh is 1, in float64 too; the derivative of the cube would give ∞ · 0.
        public Expr Body(Expr x)
        {
            var c = x.Max(-100).Min(100);
            return 0.5 * x * (1 + (Scale * (c + (0.044715 * c * c * c))).Tanh());
        }

        public OnnxNode Write(OnnxNode node) => node.With("approximate", "tanh");

        // The inner polynomial as x (1 + 0.044715 x²), which has the right limits at the infinities.
        private static Vector<T> Vectors<T>(Vector<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var inner = x * (Vector<T>.One + (x * x * new Vector<T>(T.CreateTruncating(0.044715))));
            var tanh = VectorMath.Tanh(inner * new Vector<T>(T.CreateTruncating(Math.Sqrt(2 / Math.PI))));
            return new Vector<T>(T.CreateTruncating(0.5)) * x * (Vector<T>.One + tanh);
        }
    }
}
