using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Concat.</content>
public static partial class Ops
{
    /// <summary>Concatenates tensors along an axis; their other axes agree.</summary>
    /// <remarks>ONNX: Concat. CUDA: float, double, int64, bool. Derivative: each part is its slice of dy.</remarks>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    /// <example><code>Expr both = Ops.Concat(-1, left, right);</code></example>
    public static Expr Concat(int axis, params Expr[] parts) =>
        parts.Length switch
        {
            0 => throw new ArgumentException("Concat needs at least one tensor.", nameof(parts)),
            1 => parts[0],
            _ => new(new ConcatOp(parts[0].Shape.Axis(axis, nameof(Concat))), parts),
        };

    /// <summary>The same along a free axis, whose size is only known in a file; its name is then <paramref name="total"/>.</summary>
    internal static Expr ConcatTo(Dim total, int axis, params Expr[] parts) => new(new ConcatToOp(total, axis), parts);

    private sealed record ConcatOp(int Axis) : Op, IOperator
    {
        public static string Onnx => "Concat";

        public static WeightUse TrainableOperands => WeightUse.FormOfAll.AsJoined();

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => Concat(0, x), new Domain(new(2, 3)), new Domain(new(1, 3))),
                new("columns", x => Concat(-1, x), new Domain(new(2, 3)), new Domain(new(2, 0)), new Domain(new(2, 5))),
                new("middle", x => Concat(1, x), new Domain(new(2, 1, 3)), new Domain(new(2, 4, 3))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => Concat(node.Int32("axis", 0), node.All);

        public override string ToString() => $"Concat axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this with { Axis = Axis + 1 }, Mapped(y, inputs, size));

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var first = inputs[0].Type;
            var total = 0;
            foreach (var input in inputs)
            {
                var shape = input.Shape;
                if (
                    shape.Rank != first.Shape.Rank
                    || shape.With(Axis, 0) != first.Shape.With(Axis, 0)
                    || input.Type.Element != first.Element
                )
                {
                    throw new ShapeException(
                        Name,
                        $"{first} and {input.Type} differ elsewhere than on axis {Axis}",
                        "make all other axes and the element types equal"
                    );
                }

                total = checked(total + shape[Axis].Size);
            }

            return first with
            {
                Shape = first.Shape.With(Axis, total),
            };
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var outer = 1;
            foreach (var size in output.Sizes.AsSpan(0, Axis))
            {
                outer *= size;
            }

            var to = output.Span;
            for (var row = 0; row < outer; row++)
            {
                foreach (var input in inputs)
                {
                    var run = input.Length / outer;
                    input.Span.Slice(row * run, run).CopyTo(to);
                    to = to[run..];
                }
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var start = 0;
            var parts = ImmutableArray.CreateBuilder<Expr?>(y.Inputs.Length);
            foreach (var input in y.Inputs)
            {
                var count = input.Shape[Axis].Size;
                parts.Add(dy.Narrow(Axis, start, count));
                start += count;
            }

            return parts.MoveToImmutable();
        }

        internal override OnnxNode ToOnnx(Expr y) => new OnnxNode(Name, [.. y.Inputs]).With("axis", (long)Axis);
    }

    private sealed record ConcatToOp(Dim Total, int Axis) : Op
    {
        public override string Name => "Concat";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Type with
            {
                Shape = inputs[0].Shape.With(Axis, Total),
            };

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            throw new InvalidOperationException(
                $"The free axis '{Total}' is for files: compile the graph for known ones."
            );

        internal override OnnxNode ToOnnx(Expr y) => new OnnxNode(Name, [.. y.Inputs]).With("axis", (long)Axis);
    }
}
