using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>ArgMax.</content>
public static partial class Ops
{
    /// <summary>
    /// The index of the largest element along an axis, the first of equal ones, and of NaN, which counts as the largest; int64, without
    /// that axis.
    /// </summary>
    /// <remarks>
    /// ONNX: ArgMax with keepdims = 0. No gradient flows through it. CUDA: float, double. Derivative: none; the first of equal ones, int64, one
    /// axis.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr label = logits.ArgMax(-1); // [batch, 10] to [batch]</code></example>
    public static Expr ArgMax(this Expr x, int axis) => new(new ArgMaxOp(x.Shape.Axis(axis, nameof(ArgMax))), x);

    private sealed record ArgMaxOp(int Axis) : Op, IOperator
    {
        public static string Onnx => "ArgMax";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].ArgMax(-1), new Domain(new(4, 7))),
                new("columns", x => x[0].ArgMax(0), new Domain(new(4, 7))),
                new("middle", x => x[0].ArgMax(1), new Domain(new(2, 5, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node)
        {
            if (node.Flag("select_last_index", false))
            {
                throw new FormatException("ArgMax with select_last_index = 1 is not supported.");
            }

            var axis = node[0].Shape.Axis(node.Int32("axis", 0), Onnx);
            var place = node[0].ArgMax(axis);
            return node.Flag("keepdims", true) ? place.Unsqueeze(axis) : place;
        }

        public override string ToString() => $"ArgMax axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) => new(this with { Axis = Axis + 1 }, inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0].Shape;
            if (inputs[0].Type.Element == ElementType.Bool)
            {
                throw new ShapeException(Name, $"the operand is {inputs[0].Type}", "give numbers");
            }

            var others = x[..Axis].Append(x[(Axis + 1)..]);
            return x[Axis] == 0 && !others.Contains(0)
                ? throw new ShapeException(
                    Name,
                    $"axis {Axis} of {x} is empty",
                    "no place on it can be the largest: give it elements"
                )
                : new(others, ElementType.Int64);
        }

        internal override long Flops(Expr y) => y.Inputs[0].Shape.Size;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var size = inputs[0].Sizes[Axis];
            var inner = 1;
            foreach (var length in inputs[0].Sizes.AsSpan(Axis + 1))
            {
                inner *= length;
            }

            for (var i = 0; i < y.Length; i++)
            {
                var column = x[((i / inner * size * inner) + (i % inner))..];
                var best = 0;
                for (var k = 1; k < size; k++)
                {
                    var (largest, next) = (column[best * inner], column[k * inner]);
                    if (next > largest || (T.IsNaN(next) && !T.IsNaN(largest)))
                    {
                        best = k;
                    }
                }

                y[i] = T.CreateTruncating(best);
            }
        }

        internal override IEnumerable<Expr> Kinks(Expr y) =>
            y.Inputs[0].IsFloat ? [Lead(y.Inputs[0], y.Inputs[0].ReduceMax([Axis], keepDims: true), [Axis])] : [];

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("axis", (long)Axis).With("keepdims", 0L);
    }
}
