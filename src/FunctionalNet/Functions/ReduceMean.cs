namespace FunctionalNet;

/// <content>ReduceMean.</content>
public static partial class Ops
{
    /// <summary>The mean over some axes; over all where none are named. Reduced axes vanish, or stay as 1.</summary>
    /// <remarks>ONNX: ReduceMean.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr loss = error.ReduceMean();</code></example>
    public static Expr ReduceMean(this Expr x, ReadOnlySpan<int> axes = default, bool keepDims = false)
    {
        var places = new SortedSet<int>();
        foreach (var axis in axes)
        {
            places.Add(x.Shape.Axis(axis, nameof(ReduceMean)));
        }

        return new(
            new ReduceMeanOp(axes.IsEmpty ? [.. Enumerable.Range(0, x.Shape.Rank)] : places.ToArray(), keepDims),
            x
        );
    }

    private sealed record ReduceMeanOp(Ints Axes, bool KeepDims) : Function, IOperator
    {
        public static string Onnx => "ReduceMean";

        public static IEnumerable<Example> Examples =>
            [
                new("all", x => x[0].ReduceMean(), new Domain(new(3, 5))),
                new("rows", x => x[0].ReduceMean([-1]), new Domain(new(3, 5))),
                new("columns kept", x => x[0].ReduceMean([0, 1], keepDims: true), new Domain(new(3, 5, 2))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            var axes = node.Ints(1) ?? node.Ints("axes")?.Select(axis => (int)axis).ToArray() ?? [];
            return axes.Length == 0 && node.Int("noop_with_empty_axes", 0) != 0
                ? node[0]
                : node[0].ReduceMean(axes, node.Int("keepdims", 1) != 0);
        }

        public override string ToString() => $"ReduceMean over {Axes}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].IsFloat
                ? inputs[0].ReduceSum(Axes.Span, KeepDims).Type
                : throw new ShapeException(
                    Name,
                    $"the operand is {inputs[0].Type}",
                    $"convert it with Cast({nameof(ElementType)}.{ElementType.Float})"
                );

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            return x.ReduceSum(Axes.Span, KeepDims) * (1.0 / Axes.Aggregate(1L, (n, axis) => n * x.Shape[axis].Size));
        }

        internal override OnnxNode ToOnnx(Expr y) =>
            new OnnxNode(Name, [y.Inputs[0], Integers(Axes.Span)])
                .With("keepdims", KeepDims ? 1L : 0L)
                .With("noop_with_empty_axes", Axes.Count == 0 ? 1L : 0L);
    }
}
