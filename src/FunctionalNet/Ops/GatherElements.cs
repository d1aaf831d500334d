using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>GatherElements.</content>
public static partial class Ops
{
    /// <summary>
    /// One element of x for each index: y[i, j] = x[i, indices[i, j]] where the axis is 1. The shape is that of the indices, whose
    /// other axes are at most those of x.
    /// </summary>
    /// <remarks>
    /// ONNX: GatherElements. An index of -1 is the last one. The gradients of repeated indices are added. CUDA: float, double, int64, bool.
    /// Derivative: dx = ScatterElements(zeros, indices, dy, add).
    /// </remarks>
    /// <param name="x">The elements.</param>
    /// <param name="indices">Integers from -n to n - 1. Running with another throws <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="axis">The axis that is indexed.</param>
    /// <exception cref="ShapeException">The axes do not match, or the indices are not integers.</exception>
    /// <example><code>
    /// Expr chosen = logP.GatherElements(labels.Unsqueeze(-1), -1); // [32, 10] and [32, 1] to [32, 1]
    /// </code></example>
    public static Expr GatherElements(this Expr x, Expr indices, int axis = 0) =>
        new(new GatherElementsOp(x.Shape.Axis(axis, nameof(GatherElements))), x, indices);

    private static void CheckElements(string rule, TensorType x, TensorType indices, int along)
    {
        if (indices.Element != ElementType.Int64)
        {
            throw NotWhole(rule, indices);
        }

        var (whole, part) = (x.Shape, indices.Shape);
        if (whole.Rank != part.Rank)
        {
            throw new ShapeException(
                rule,
                $"{whole} has {whole.Rank} axes, the indices {part} have {part.Rank}",
                "give both the same number of axes"
            );
        }

        for (var axis = 0; axis < whole.Rank; axis++)
        {
            var (a, b) = (whole[axis], part[axis]);
            if (axis != along && a != b && !(a.IsKnown && b.IsKnown && b.Size < a.Size))
            {
                throw new ShapeException(
                    rule,
                    $"the indices {part} reach beyond axis {axis} of {whole}",
                    $"make axis {axis} of the indices at most {a}"
                );
            }
        }
    }

    /// <summary>Whether two shapes agree on all other axes.</summary>
    private static bool IsWhole(ReadOnlySpan<int> x, ReadOnlySpan<int> y, int but) =>
        x[..but].SequenceEqual(y[..but]) && x[(but + 1)..].SequenceEqual(y[(but + 1)..]);

    private sealed record GatherElementsOp(int Axis) : Op, IOperator
    {
        public static string Onnx => "GatherElements";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].GatherElements(x[1], 1), new Domain(new(3, 5)), Places(new(3, 4), 5)),
                new("columns", x => x[0].GatherElements(x[1]), new Domain(new(4, 3)), Places(new(6, 3), 4)),
                new("middle", x => x[0].GatherElements(x[1], 1), new Domain(new(2, 4, 3)), Places(new(2, 2, 3), 4)),
                new("corner", x => x[0].GatherElements(x[1], -1), new Domain(new(4, 3)), Places(new(2, 5), 3)),
                new("none", x => x[0].GatherElements(x[1], -1), new Domain(new(4, 3)), Places(new(0, 1), 3)),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].GatherElements(node[1], node.Int32("axis", 0));

        public override string ToString() => $"GatherElements axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this with { Axis = Axis + 1 }, Mapped(y, inputs, size));

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (x, indices) = (inputs[0].Type, inputs[1].Type);
            CheckElements(Name, x, indices, Axis);
            return new(indices.Shape, x.Element);
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var sizes = output.Sizes;
            Span<int> strides = stackalloc int[sizes.Length];
            Indexing.Strides(inputs[0].Sizes, strides);
            var (size, stride) = (inputs[0].Sizes[Axis], strides[Axis]);
            strides[Axis] = 0;
            var start = Odometer.Strided(sizes, strides, stackalloc int[Odometer.Space(sizes)]);
            var to = 0;
            foreach (var index in inputs[1].Span)
            {
                y[to++] = x[start.Next() + (Indexing.Place(index, size, Name) * stride)];
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            IsWhole(inputs[0].Sizes, inputs[1].Sizes, Axis)
                ? new Elements<T>(AxisView.Of(inputs[0].Sizes, Axis), inputs[0], inputs[1], output)
                : base.Compile(inputs, output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
            [Constant(0).Expand(y.Inputs[0].Shape).ScatterElements(y.Inputs[1], dy, Axis, add: true), null];

        internal override OnnxNode ToOnnx(Expr y) => base.ToOnnx(y)!.With("axis", (long)Axis);

        // If the other axes agree, each index moves along a column of x.
        private sealed class Elements<T>(AxisView view, Buffer<T> x, Buffer<T> indices, Buffer<T> y) : Kernel
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly int count = indices.Length / Math.Max(1, view.Outer * view.Inner);

            public override void Run()
            {
                var (outer, size, inner) = view;
                var index = indices.Span;
                var to = y.Span;
                for (var (row, i) = (0, 0); row < outer; row++)
                {
                    var from = x.Span.Slice(row * size * inner, size * inner);
                    for (var end = i + (count * inner); i < end; )
                    {
                        for (var column = 0; column < inner; column++, i++)
                        {
                            to[i] = from[(Indexing.Place(index[i], size, Onnx) * inner) + column];
                        }
                    }
                }
            }
        }
    }
}
