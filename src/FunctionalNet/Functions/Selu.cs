using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Selu.</content>
public static partial class Ops
{
    /// <summary>
    /// y = γ x where x is above 0, else γ α (eˣ - 1), elementwise; the shape of <paramref name="x"/>. γ = 1.0507... and
    /// α = 1.6732... keep mean 0 and variance 1 from layer to layer.
    /// </summary>
    /// <remarks>
    /// ONNX: Selu. Klambauer, Unterthiner, Mayr and Hochreiter, "Self-Normalizing Neural Networks", 2017. CUDA: float, double. Body: Where(x
    /// &gt; 0, γ x, γ α (exp(min(x, 0)) - 1)).
    /// </remarks>
    /// <example><code>Expr y = x.Selu();</code></example>
    public static Expr Selu(this Expr x) => Unary<SeluOp>.Of(x, SeluOp.Standard);

    private readonly record struct SeluOp(double Alpha, double Gamma) : IUnary<SeluOp>
    {
        public static string Onnx => "Selu";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static SeluOp Standard => new(1.6732632423543772848170429916717, 1.0507009873554804934193349852946);

        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("standard", x => x[0].Selu(), Domain with { Shape = new(3, 37) }),
                new("other", x => Unary<SeluOp>.Of(x[0], new(0.5, 2)), Domain with { Shape = new(5) }),
            ];

        // ONNX's defaults are these, rounded to float32; for a file that omits them, use the numbers of the paper.
        public static SeluOp Attributes(OnnxNode node) =>
            new(node.Real("alpha", Standard.Alpha, Standard.Alpha), node.Real("gamma", Standard.Gamma, Standard.Gamma));

        public static void Map<T>(SeluOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Map(x, T.CreateTruncating(f.Gamma), T.CreateTruncating(f.Gamma * f.Alpha), T.One, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Of(x, T.CreateTruncating(Gamma), T.CreateTruncating(Gamma * Alpha), T.One);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (x > 0).Where(Gamma, y + (Gamma * Alpha));

        public Expr Body(Expr x) => (x > 0).Where(Gamma * x, Gamma * Alpha * (x.Min(0).Exp() - 1));

        public OnnxNode Write(OnnxNode node) => node.With("alpha", Alpha).With("gamma", Gamma);
    }
}
