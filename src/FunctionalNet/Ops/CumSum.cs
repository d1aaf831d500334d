using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>CumSum.</content>
public static partial class Ops
{
    /// <summary>yᵢ = x₀ + x₁ + ... + xᵢ along one axis; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: CumSum. CUDA: float, double, int64. Derivative: dx = dy summed from the other side.</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis of the sum.</param>
    /// <param name="exclusive">Whether xᵢ itself is excluded, so that the first sum is 0.</param>
    /// <param name="reverse">Whether to sum from the end: yᵢ = xᵢ + xᵢ₊₁ + ...</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr position = mask.CumSum(-1, exclusive: true);</code></example>
    public static Expr CumSum(this Expr x, int axis, bool exclusive = false, bool reverse = false) =>
        new(new CumSumOp(x.Shape.Axis(axis, nameof(CumSum)), exclusive, reverse), x);

    private sealed record CumSumOp(int Axis, bool Exclusive, bool Reverse) : Op, IOperator
    {
        public static string Onnx => "CumSum";

        public static IEnumerable<Example> Examples =>
            from e in new (string Name, Shape X, int Axis, bool Exclusive, bool Reverse)[]
            {
                ("vector", new(7), 0, false, false),
                ("rows", new(3, 37), -1, false, false),
                ("rows exclusive", new(3, 5), 1, true, false),
                ("rows reverse", new(3, 5), 1, false, true),
                ("columns", new(5, 37), 0, false, false),
                ("columns exclusive reverse", new(5, 3), 0, true, true),
                ("middle exclusive", new(2, 4, 3), 1, true, false),
                ("empty", new(2, 0), 1, true, false),
            }
            select new Example(e.Name, x => x[0].CumSum(e.Axis, e.Exclusive, e.Reverse), new Domain(e.X));

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) =>
            node.Ints(1) is [var axis]
                ? node[0].CumSum(axis, node.Flag("exclusive", false), node.Flag("reverse", false))
                : throw new FormatException("CumSum needs a constant axis.");

        public override string ToString() =>
            $"CumSum axis {Axis}{(Exclusive ? " exclusive" : string.Empty)}{(Reverse ? " reverse" : string.Empty)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) => new(this with { Axis = Axis + 1 }, inputs);

        internal override bool Mixes(Expr y, int operand, int axis) => axis == Axis;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            inputs[0].Type.Element == ElementType.Bool
                ? new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name))
                : inputs[0].Type;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var x = inputs[0].Span;
            var y = output.Span;
            var (outer, size, inner) = AxisView.Of(output.Sizes, Axis);
            for (var column = 0; column < outer * inner; column++)
            {
                var start = (column / inner * size * inner) + (column % inner);
                var sum = T.Zero;
                for (var i = 0; i < size; i++)
                {
                    var place = start + ((Reverse ? size - 1 - i : i) * inner);
                    var next = sum + x[place];
                    y[place] = Exclusive ? sum : next;
                    sum = next;
                }
            }
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team)
        {
            var view = AxisView.Of(output.Sizes, Axis);
            return view.Inner > 1 && output.Length > 0
                ? new Slices<T>(this, view, inputs[0], output, team)
                : base.Compile(inputs, output, team);
        }

        internal override long Flops(Expr y) => y.Shape.Size;

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy.CumSum(Axis, Exclusive, !Reverse)];

        internal override OnnxNode ToOnnx(Expr y) =>
            new OnnxNode(Name, [y.Inputs[0], Integer(Axis)])
                .With("exclusive", Exclusive ? 1L : 0L)
                .With("reverse", Reverse ? 1L : 0L);

        // Adds whole slices at a time, each to the previous sum.
        private sealed class Slices<T>(CumSumOp op, AxisView view, Buffer<T> x, Buffer<T> y, Team team)
            : RowKernel(view.Outer, view.Size * view.Inner, team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            protected override void Row(int row)
            {
                var (size, inner) = (view.Size, view.Inner);
                var from = x.Span.Slice(row * size * inner, size * inner);
                var to = y.Span.Slice(row * size * inner, size * inner);
                var (first, step) = op.Reverse ? (size - 1, -1) : (0, 1);
                var before = to.Slice(first * inner, inner);
                if (op.Exclusive)
                {
                    before.Clear();
                }
                else
                {
                    from.Slice(first * inner, inner).CopyTo(before);
                }

                for (var (i, place) = (1, first + step); i < size; i++, place += step)
                {
                    var term = from.Slice((op.Exclusive ? place - step : place) * inner, inner);
                    var sum = to.Slice(place * inner, inner);
                    TensorPrimitives.Add(before, term, sum);
                    before = sum;
                }
            }
        }
    }
}
