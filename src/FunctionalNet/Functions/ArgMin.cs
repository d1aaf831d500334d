namespace FunctionalNet;

/// <content>ArgMin.</content>
public static partial class Ops
{
    /// <summary>The index of the smallest element along an axis, the first of equal ones; int64, without that axis.</summary>
    /// <remarks>ONNX: ArgMin with keepdims = 0. No gradient flows through it. CUDA: float, double. Body: ArgMax(-x).</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr nearest = distances.ArgMin(-1); // [batch, 10] to [batch]</code></example>
    public static Expr ArgMin(this Expr x, int axis) => new(new ArgMinOp(x.Shape.Axis(axis, nameof(ArgMin))), x);

    private sealed record ArgMinOp(int Axis) : Function, IOperator
    {
        public static string Onnx => "ArgMin";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].ArgMin(-1), new Domain(new(4, 7))),
                new("columns", x => x[0].ArgMin(0), new Domain(new(4, 7))),
                new("middle", x => x[0].ArgMin(1), new Domain(new(2, 5, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            if (node.Flag("select_last_index", false))
            {
                throw new FormatException("ArgMin with select_last_index = 1 is not supported.");
            }

            var axis = node[0].Shape.Axis(node.Int32("axis", 0), Onnx);
            var place = node[0].ArgMin(axis);
            return node.Flag("keepdims", true) ? place.Unsqueeze(axis) : place;
        }

        public override string ToString() => $"ArgMin axis {Axis}";

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) => (-inputs[0]).ArgMax(Axis);

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("axis", (long)Axis).With("keepdims", 0L);
    }
}
