namespace FunctionalNet;

/// <content>Tile.</content>
public static partial class Ops
{
    /// <summary>Repeats x along each axis: [a, b] to [a repeats₀, b repeats₁].</summary>
    /// <remarks>ONNX: Tile. CUDA: float, double, int64. Body: Reshape, Expand, Reshape.</remarks>
    /// <exception cref="ShapeException">There is not one number of 0 or more for each axis.</exception>
    /// <example><code>Expr board = field.Tile(4, 4); // [2, 2] to [8, 8]</code></example>
    public static Expr Tile(this Expr x, params int[] repeats) => new(new TileOp(new Ints(repeats)), x);

    private sealed record TileOp(Ints Repeats) : Function, IOperator
    {
        public static string Onnx => "Tile";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("vector", x => x[0].Tile(3), new Domain(new(4))),
                new("rows", x => x[0].Tile(3, 1), new Domain(new(2, 3))),
                new("all", x => x[0].Tile(2, 1, 3), new Domain(new(2, 3, 4))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            node[0].Tile(node.Ints(1) ?? throw new FormatException("Tile needs constant repeats."));

        public override string ToString() => $"Tile {Repeats}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Type;
            return Repeats.Count == x.Shape.Rank && Repeats.All(n => n >= 0)
                ? x with
                {
                    Shape = new Shape([
                        .. x.Shape.Select((dim, axis) => Repeats[axis] == 1 ? dim : checked(dim.Size * Repeats[axis])),
                    ]),
                }
                : throw new ShapeException(
                    Name,
                    $"{Repeats} does not repeat the axes of {x.Shape}",
                    $"give {x.Shape.Rank} numbers of 0 or more"
                );
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            // Expand repeats an inserted axis of size 1 before each axis.
            var x = inputs[0].Shape;
            var split = x.SelectMany(dim => new Dim[] { 1, dim });
            var repeated = x.SelectMany((dim, axis) => new[] { Repeats[axis], dim });
            return inputs[0]
                .Reshape(new Shape([.. split]))
                .Expand(new Shape([.. repeated]))
                .Reshape(Infer(inputs).Shape);
        }

        internal override OnnxNode ToOnnx(Expr y) => new(Name, [y.Inputs[0], Integers(Repeats.Span)]);
    }
}
