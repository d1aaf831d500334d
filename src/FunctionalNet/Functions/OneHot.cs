namespace FunctionalNet;

/// <content>OneHot.</content>
public static partial class Ops
{
    /// <summary>[...] integers to [..., <paramref name="depth"/>]: 1 at the index, else 0.</summary>
    /// <remarks>
    /// ONNX: OneHot on the last axis. -1 is the last index, as everywhere in ONNX; a number outside of -depth to depth - 1 gives zeros.
    /// CUDA: float, int64. Body: Cast(Equal(x, 0 1 2 ...)), negative x + depth.
    /// </remarks>
    /// <exception cref="ShapeException">The labels are not integers.</exception>
    /// <example><code>Expr targets = labels.OneHot(10); // [32] to [32, 10]</code></example>
    public static Expr OneHot(this Expr labels, int depth) => new(new OneHotOp(depth), labels);

    /// <summary>1 at the index of a label, from 0; zeros for any other label, including negative ones.</summary>
    private static Expr Hot(Expr labels, int depth) =>
        labels.Unsqueeze(-1).Equal(Integers([.. Enumerable.Range(0, depth)])).Cast(ElementType.Float);

    private sealed record OneHotOp(int Depth) : Function, IOperator
    {
        public static string Onnx => "OneHot";

        public static IEnumerable<Example> Examples =>
            [
                new("labels", x => x[0].OneHot(4), new Domain(new(5), 0, 3, ElementType.Int64)),
                new("from the end", x => x[0].OneHot(3), new Domain(new(9), -5, 5, ElementType.Int64)),
                new("matrix", x => x[0].OneHot(3), new Domain(new(2, 3), 0, 2, ElementType.Int64)),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var depth = node.Ints(1) is [var one] ? one : throw new FormatException("OneHot needs a constant depth.");
            var values = node.Constants(2) ?? throw new FormatException("OneHot needs constant values.");
            return node.Int("axis", -1) == -1 && values is [0, 1]
                ? node[0].OneHot(depth)
                : throw new FormatException("OneHot is supported on the last axis with the values 0 and 1.");
        }

        public override string ToString() => $"OneHot {Depth}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Type.Element == ElementType.Int64
                ? new(inputs[0].Shape.Append(new Shape(Depth)))
                : throw new ShapeException(
                    Name,
                    $"the labels are {inputs[0].Type}",
                    "give whole numbers, for instance by Cast(ElementType.Int64)"
                );

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            Hot((inputs[0] < Integer(0)).Where(inputs[0] + Integer(Depth), inputs[0]), Depth);

        internal override OnnxNode ToOnnx(Expr y) =>
            new(Name, [y.Inputs[0], Integers(Depth), Constant(new(2), [0, 1])]);

        protected override ElementType Operand(int index) => ElementType.Int64;
    }
}
