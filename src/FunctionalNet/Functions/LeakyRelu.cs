using System.Numerics;

namespace FunctionalNet;

/// <content>LeakyRelu.</content>
public static partial class Ops
{
    /// <summary>y = x where x is above 0, else α x, elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// ONNX: LeakyRelu. Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013. CUDA: float, double.
    /// Body: Where(x &gt; 0, x, α x).
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The slope below 0.</param>
    /// <example><code>Expr y = x.LeakyRelu(0.2);</code></example>
    public static Expr LeakyRelu(this Expr x, double alpha = 0.01) => Unary<LeakyReluOp>.Of(x, new LeakyReluOp(alpha));

    private readonly record struct LeakyReluOp(double Alpha) : IUnary<LeakyReluOp>
    {
        public static string Onnx => "LeakyRelu";

        public static bool RunsAsBody => true;

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static Domain Domain => new(Shape.Scalar) { Kinks = [0] };

        public static LeakyReluOp Attributes(OnnxNode node) => new(node.Real("alpha", 0.01));

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("default", x => x[0].LeakyRelu(), Domain with { Shape = new(3, 37) }),
                new("fifth", x => x[0].LeakyRelu(0.2), Domain with { Shape = new(5) }),
            ];

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => x > T.Zero ? x : T.CreateTruncating(Alpha) * x;

        public Expr Vjp(Expr x, Expr y, Expr dy) => dy * (x > 0).Where(1, Alpha);

        public Expr Body(Expr x) => (x > 0).Where(x, Alpha * x);

        public OnnxNode Write(OnnxNode node) => node.With("alpha", Alpha);
    }
}
