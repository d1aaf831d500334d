using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Softmax.</content>
public static partial class Ops
{
    /// <summary>yᵢ = eˣⁱ / Σⱼ eˣʲ along one axis, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Softmax.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr p = logits.Softmax(); // [batch, 10], each row adds up to 1</code></example>
    public static Expr Softmax(this Expr x, int axis = -1) =>
        new(new SoftmaxOp(x.Shape.Axis(axis, nameof(Softmax))), x);

    private sealed record SoftmaxOp(int Axis) : Function, IOperator
    {
        public static string Onnx => "Softmax";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => x[0].Softmax(), new Domain(new(4, 7), -4, 4)),
                new("columns", x => x[0].Softmax(0), new Domain(new(4, 7), -4, 4)),
                new("middle", x => x[0].Softmax(1), new Domain(new(2, 5, 3), -4, 4)),
                new("long", x => x[0].Softmax(), new Domain(new(3, 600), -4, 4)),
                new("extreme", x => (x[0] * 500).Softmax(), new Domain(new(3, 5), -4, 4)),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) => node[0].Softmax((int)node.Int("axis", -1));

        public override string ToString() => $"Softmax axis {Axis}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name));

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var shifted = inputs[0] - inputs[0].ReduceMax([Axis], keepDims: true);
            var e = shifted.Exp();
            return e / e.ReduceSum([Axis], keepDims: true);
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            Axis == output.Sizes.Length - 1 && output.Length > 0
                ? new Rows<T>(inputs[0], output, team)
                : base.Compile(inputs, output, team);

        // Off the last axis there is no kernel for it, and a plan does better with the plain operators.
        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            Expr dx = new(new SoftmaxGradOp(Axis), y, dy);
            return [Axis == y.Shape.Rank - 1 ? dx : dx.Op.Body([y, dy])];
        }

        // The largest element is taken away for its size only; the result is smooth where another takes its place.
        internal override IEnumerable<Expr> Kinks(Expr y) => [];

        internal override OnnxNode? ToOnnx(Expr y) => base.ToOnnx(y)!.With("axis", (long)Axis);

        private sealed class Rows<T>(Buffer<T> x, Buffer<T> y, Team team)
            : RowKernel(y.Length / y.Sizes[^1], y.Sizes[^1], team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly int size = y.Sizes[^1];

            protected override void Row(int row)
            {
                SoftmaxRow.Softmax<T>(x.Span.Slice(row * size, size), y.Span.Slice(row * size, size));
            }
        }
    }
}
