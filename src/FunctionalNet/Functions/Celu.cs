using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Celu.</content>
public static partial class Ops
{
    /// <summary>
    /// y = x where x is above 0, else α (e^(x/α) - 1), elementwise; the shape of <paramref name="x"/>. Unlike Elu's, its derivative is
    /// continuous at 0 for any α.
    /// </summary>
    /// <remarks>
    /// ONNX: its body, since ONNX's Celu supports float32 only. Barron, "Continuously Differentiable Exponential Linear Units", 2017. CUDA:
    /// float, double. Body: Where(x &gt; 0, x, α (exp(min(x, 0) / α) - 1)).
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The limit at -∞ is -α; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not above 0.</exception>
    /// <example><code>Expr y = x.Celu(0.5);</code></example>
    public static Expr Celu(this Expr x, double alpha = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        return Unary<CeluOp>.Of(x, new CeluOp(alpha));
    }

    private readonly record struct CeluOp(double Alpha) : IUnary<CeluOp>
    {
        public static string Onnx => "Celu";

        public static WeightUse TrainableOperands => WeightUse.Form;

        // The second derivative jumps at 0.
        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("default", x => x[0].Celu(), Domain with { Shape = new(3, 37) }),
                new("half", x => x[0].Celu(0.5), Domain with { Shape = new(5) }),
            ];

        public static CeluOp Attributes(OnnxNode node) => new(node.Real("alpha", 1));

        public static void Map<T>(CeluOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Map(x, T.One, T.CreateTruncating(f.Alpha), T.CreateTruncating(f.Alpha), y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Of(x, T.One, T.CreateTruncating(Alpha), T.CreateTruncating(Alpha));

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (x > 0).Where(1, (y * (1 / Alpha)) + 1);

        public Expr Body(Expr x) => (x > 0).Where(x, Alpha * ((x.Min(0) / Alpha).Exp() - 1));

        public OnnxNode? Write(OnnxNode node) => null;
    }
}
