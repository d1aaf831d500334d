using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>HardSigmoid.</content>
public static partial class Ops
{
    /// <summary>y = min(max(α x + β, 0), 1), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>
    /// ONNX: HardSigmoid, whose own default is α = 0.2, as in Keras 2. The defaults here are PyTorch's. Courbariaux, Bengio and David,
    /// "BinaryConnect", 2015. CUDA: float, double. Body: Clip(α x + β, 0, 1).
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The slope.</param>
    /// <param name="beta">The value at 0.</param>
    /// <example><code>Expr gate = x.HardSigmoid();</code></example>
    public static Expr HardSigmoid(this Expr x, double alpha = 1.0 / 6, double beta = 0.5) =>
        Unary<HardSigmoidOp>.Of(x, new HardSigmoidOp(alpha, beta));

    private readonly record struct HardSigmoidOp(double Alpha, double Beta) : IUnary<HardSigmoidOp>
    {
        public static string Onnx => "HardSigmoid";

        public static bool RunsAsBody => true;

        public static Domain Domain => new(Shape.Scalar, -5, 5);

        static IEnumerable<Example> IOperator.Examples =>
            [
                new("sixth", x => x[0].HardSigmoid(), Domain with { Shape = new(3, 37), Kinks = [-3, 3] }),
                new("fifth", x => x[0].HardSigmoid(0.2), Domain with { Shape = new(5), Kinks = [-2.5, 2.5] }),
            ];

        public static HardSigmoidOp Attributes(OnnxNode node) =>
            new(node.Real("alpha", 0.2, 1.0 / 6), node.Real("beta", 0.5));

        public static void Map<T>(HardSigmoidOp f, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TensorPrimitives.Multiply(x, T.CreateTruncating(f.Alpha), y);
            TensorPrimitives.Add(y, T.CreateTruncating(f.Beta), y);
            TensorPrimitives.Max(y, T.Zero, y);
            TensorPrimitives.Min(y, T.One, y);
        }

        public T Invoke<T>(T x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.Min(T.Max((T.CreateTruncating(Alpha) * x) + T.CreateTruncating(Beta), T.Zero), T.One);

        public Expr Vjp(Expr x, Expr y, Expr dy) => (y > 0).And(y < 1).Where(dy, 0) * Alpha;

        public Expr Body(Expr x) => ((Alpha * x) + Beta).Max(0).Min(1);

        public OnnxNode Write(OnnxNode node) => node.With("alpha", Alpha).With("beta", Beta);
    }
}
