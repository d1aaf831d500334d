using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Elu.</content>
public static partial class Ops
{
    /// <summary>y = x where x is above 0, else α (eˣ - 1), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// ONNX: Elu. Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by ELUs", 2015. CUDA: float, double. Body:
    /// Where(x &gt; 0, x, α (exp(min(x, 0)) - 1)).
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The limit at -∞ is -α.</param>
    /// <example><code>Expr y = x.Elu();</code></example>
    public static Expr Elu(this Expr x, double alpha = 1) => Unary<EluOp>.Of(x, new EluOp(alpha));

    private readonly record struct EluOp(double Alpha) : IUnary<EluOp>
    {
        public static string Onnx => "Elu";

        public static WeightUse TrainableOperands => WeightUse.Form;

        // The second derivative jumps at 0, the first unless α is 1.
        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        public static EluOp Attributes(OnnxNode node) => new(node.Real("alpha", 1));

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("default", x => x[0].Elu(), Domain with { Shape = new(3, 37) }),
                new("half", x => x[0].Elu(0.5), Domain with { Shape = new(5) }),
            ];

        public static void Map<T>(EluOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Map(x, T.One, T.CreateTruncating(f.Alpha), T.One, y);

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            EluRow.Of(x, T.One, T.CreateTruncating(Alpha), T.One);

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (x > 0).Where(1, y + Alpha);

        public Expr Body(Expr x) => (x > 0).Where(x, Alpha * (x.Min(0).Exp() - 1));

        public OnnxNode Write(OnnxNode node) => node.With("alpha", Alpha);
    }
}
