namespace FunctionalNet;

/// <content>Trilu.</content>
public static partial class Ops
{
    /// <summary>
    /// The upper or lower triangle of each matrix, zeros elsewhere: element (i, j) of the last two axes stays where j - i is at
    /// least k (upper) or at most k (lower); the shape of <paramref name="x"/>.
    /// </summary>
    /// <remarks>ONNX: Trilu. CUDA: float, double, int64, bool. Body: Where(column &lt; row + k, 0, x), or &gt;.</remarks>
    /// <param name="x">[..., n, m].</param>
    /// <param name="upper">Whether to keep the upper triangle.</param>
    /// <param name="k">The diagonal that bounds the triangle; 0 is the main one, 1 the one above it.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    /// <example><code>Expr causal = scores.Trilu(upper: false);</code></example>
    public static Expr Trilu(this Expr x, bool upper = true, int k = 0) => new(new TriluOp(upper, k), x);

    private sealed record TriluOp(bool Upper, int K) : Function, IOperator
    {
        public static string Onnx => "Trilu";

        public static IEnumerable<Example> Examples =>
            [
                new("upper", x => x[0].Trilu(), new Domain(new(4, 4))),
                new("lower", x => x[0].Trilu(upper: false), new Domain(new(2, 3, 5))),
                new("above", x => x[0].Trilu(k: 2), new Domain(new(5, 4))),
                new("below", x => x[0].Trilu(upper: false, k: -1), new Domain(new(3, 4))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            node[0]
                .Trilu(
                    node.Flag("upper", true),
                    node.Ints(1) switch
                    {
                        null => 0,
                        [var k] => k,
                        var more => throw new FormatException($"Trilu has {more.Length} numbers for its diagonal."),
                    }
                );

        public override string ToString() => $"Trilu {(Upper ? "upper" : "lower")} {K}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Shape.Rank >= 2
                ? inputs[0].Type
                : throw new ShapeException(Name, $"{inputs[0].Shape} is no matrix", "give at least two axes");

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            var rows = Integers([.. Enumerable.Range(K, x.Shape[^2].Size)]).Unsqueeze(1);
            var columns = Integers([.. Enumerable.Range(0, x.Shape[^1].Size)]);
            var outside = Upper ? columns < rows : columns > rows;
            return outside.Where(Constant(Shape.Scalar, [0], x.Type.Element), x);
        }

        internal override OnnxNode ToOnnx(Expr y) =>
            new OnnxNode(Name, [y.Inputs[0], Integer(K)]).With("upper", Upper ? 1L : 0L);
    }
}
