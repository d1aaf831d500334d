using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>ScatterElements.</content>
public static partial class Ops
{
    /// <summary>
    /// x with one element replaced, or added to, for each index: y[i, indices[i, j]] = updates[i, j] where the axis is 1. The shape
    /// of x; the updates have the shape of the indices, whose other axes are at most those of x.
    /// </summary>
    /// <remarks>
    /// ONNX: ScatterElements with reduction = none or add. An index of -1 is the last one. Replacement does not allow repeated indices;
    /// addition adds all of them. CUDA: float, double, int64, bool. Derivative: add: dx = dy; none: dx = dy with 0 at the indices; dw =
    /// GatherElements(dy, indices).
    /// </remarks>
    /// <param name="x">The tensor to update.</param>
    /// <param name="indices">Integers from -n to n - 1. Running with another throws <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="updates">The elements.</param>
    /// <param name="axis">The axis that is indexed.</param>
    /// <param name="add">Whether to add to the existing elements.</param>
    /// <exception cref="ShapeException">The axes or types do not match, or the indices are not integers.</exception>
    /// <example><code>Expr counts = zeros.ScatterElements(labels, ones, add: true);</code></example>
    public static Expr ScatterElements(this Expr x, Expr indices, Expr updates, int axis = 0, bool add = false) =>
        new(new ScatterElementsOp(x.Shape.Axis(axis, nameof(ScatterElements)), add), x, indices, updates);

    private sealed record ScatterElementsOp(int Axis, bool Add) : Op, IOperator
    {
        public static string Onnx => "ScatterElements";

        public static IEnumerable<Example> Examples =>
            [
                new(
                    "replace",
                    x => x[0].ScatterElements(Constant(new(2, 2), [2, 0, 1, -1], ElementType.Int64), x[1], 1),
                    new Domain(new(2, 4)),
                    new Domain(new(2, 2))
                ),
                new(
                    "add to rows",
                    x => x[0].ScatterElements(x[1], x[2], 1, add: true),
                    new Domain(new(3, 5)),
                    Places(new(3, 7), 5),
                    new Domain(new(3, 7))
                ),
                new(
                    "add to columns",
                    x => x[0].ScatterElements(x[1], x[2], add: true),
                    new Domain(new(4, 2, 3)),
                    Places(new(5, 1, 3), 4),
                    new Domain(new(5, 1, 3))
                ),
                new(
                    "add nothing",
                    x => x[0].ScatterElements(x[1], x[2], add: true),
                    new Domain(new(4)),
                    Places(new(0), 4),
                    new Domain(new(0))
                ),
            ];

        public override string Name => Onnx;

        internal override bool Accumulates => Add;

        public static Expr FromOnnx(OnnxNode node) =>
            node[0]
                .ScatterElements(
                    node[1],
                    node[2],
                    node.Int32("axis", 0),
                    node.Text("reduction", "none") switch
                    {
                        "none" => false,
                        "add" => true,
                        var other => throw new FormatException(
                            $"ScatterElements with reduction = {other} is not supported."
                        ),
                    }
                );

        public override string ToString() => $"ScatterElements axis {Axis}{(Add ? " add" : string.Empty)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this with { Axis = Axis + 1 }, Mapped(y, inputs, size));

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (x, indices, updates) = (inputs[0].Type, inputs[1].Type, inputs[2].Type);
            CheckElements(Name, x, indices, Axis);
            if (Add && x.Element == ElementType.Bool)
            {
                inputs[0].Require(ElementType.Float, Name);
            }

            return updates == new TensorType(indices.Shape, x.Element)
                ? x
                : throw new ShapeException(
                    Name,
                    $"the updates are {updates}, the indices {indices.Shape} into {x}",
                    $"give {new TensorType(indices.Shape, x.Element)}"
                );
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            inputs[0].Span.CopyTo(output.Span);
            var indices = inputs[1].Span;
            var updates = inputs[2].Span;
            var y = output.Span;
            var sizes = inputs[1].Sizes;
            Span<int> strides = stackalloc int[sizes.Length];
            Indexing.Strides(output.Sizes, strides);
            var (size, stride) = (output.Sizes[Axis], strides[Axis]);
            strides[Axis] = 0;
            var start = Odometer.Strided(sizes, strides, stackalloc int[Odometer.Space(sizes)]);
            for (var i = 0; i < indices.Length; i++)
            {
                ref var element = ref y[start.Next() + (Indexing.Place(indices[i], size, Name) * stride)];
                element = Add ? element + updates[i] : updates[i];
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            IsWhole(inputs[0].Sizes, inputs[1].Sizes, Axis)
                ? new Elements<T>(Add, AxisView.Of(inputs[0].Sizes, Axis), inputs, output)
                : base.Compile(inputs, output, team);

        internal override long Flops(Expr y) => Add ? y.Inputs[1].Shape.Size : 0;

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var indices = y.Inputs[1];
            var flow = dy.GatherElements(indices, Axis);
            return Add
                ? [dy, null, flow]
                : [dy.ScatterElements(indices, Constant(0).Expand(indices.Shape), Axis), null, flow];
        }

        internal override OnnxNode ToOnnx(Expr y)
        {
            var node = base.ToOnnx(y)!.With("axis", (long)Axis);
            return Add ? node.With("reduction", "add") : node;
        }

        // If the other axes agree, each index moves along a column of x. One thread, so that the additions are in the order of the indices.
        private sealed class Elements<T>(bool add, AxisView view, ImmutableArray<Buffer<T>> inputs, Buffer<T> y)
            : Kernel
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly int count = inputs[1].Length / Math.Max(1, view.Outer * view.Inner);

            public override void Run()
            {
                var (outer, size, inner) = view;
                var index = inputs[1].Span;
                var updates = inputs[2].Span;
                inputs[0].Span.CopyTo(y.Span);
                for (var (row, i) = (0, 0); row < outer; row++)
                {
                    var to = y.Span.Slice(row * size * inner, size * inner);
                    for (var end = i + (count * inner); i < end; )
                    {
                        for (var column = 0; column < inner; column++, i++)
                        {
                            ref var element = ref to[(Indexing.Place(index[i], size, Onnx) * inner) + column];
                            element = add ? element + updates[i] : updates[i];
                        }
                    }
                }
            }
        }
    }
}
