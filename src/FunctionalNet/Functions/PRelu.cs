using System.Collections.Immutable;

namespace FunctionalNet;

/// <content>PRelu.</content>
public static partial class Ops
{
    /// <summary>y = x where x is above 0, else slope · x, elementwise; the shape of <paramref name="x"/>, to which the slope broadcasts.</summary>
    /// <remarks>
    /// ONNX: PRelu. He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015. PyTorch's slopes belong to the channels of axis 1; for
    /// images use the shape [channels, 1, 1]. CUDA: float, double. Body: Where(x &gt; 0, x, w x).
    /// </remarks>
    /// <exception cref="ShapeException">The slope does not broadcast to x, or either is not numeric.</exception>
    /// <example><code>Expr y = x.PRelu(weight);</code></example>
    public static Expr PRelu(this Expr x, Expr slope) => new(new PReluOp(), x, slope);

    private sealed record PReluOp : Function, IOperator
    {
        public static string Onnx => "PRelu";

        public static WeightUse TrainableOperands => WeightUse.At(1).AndForm(0);

        public static IEnumerable<Example> Examples =>
            from shapes in new (Shape X, Shape Slope)[]
            {
                (new(5), new(5)),
                (new(3, 37), Shape.Scalar),
                (new(2, 3), new(3)),
                (new(2, 3, 4), new(3, 1)),
            }
            select new Example(
                $"{shapes.X} {shapes.Slope}",
                x => x[0].PRelu(x[1]),
                new Domain(shapes.X) { Kinks = [0] },
                new Domain(shapes.Slope)
            );

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].PRelu(node[1]);

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (x, slope) = (inputs[0], inputs[1]);
            slope.Require(ElementType.Float, Name);
            return Broadcast.Of(Name, x.Shape, slope.Shape) == x.Shape
                ? new(x.Shape, x.Require(ElementType.Float, Name))
                : throw new ShapeException(
                    Name,
                    $"the slope {slope.Shape} does not broadcast to {x.Shape}",
                    "give one slope, or one for each place of the last axes"
                );
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            (inputs[0] > 0).Where(inputs[0], inputs[1] * inputs[0]);

        // Selected, not multiplied: the body's derivative would be 0 · ∞ for infinite x.
        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var (x, slope) = (y.Inputs[0], y.Inputs[1]);
            return [(x > 0).Where(dy, dy * slope), (x > 0).Where(0, dy * x)];
        }
    }
}
