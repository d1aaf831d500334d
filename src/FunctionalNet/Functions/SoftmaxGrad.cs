using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>The derivative of Softmax.</content>
public static partial class Ops
{
    /// <summary>The cotangent of x from y = softmax(x) and dy, in one pass over each row: (dy - Σ dy y) y.</summary>
    /// <remarks>CUDA: float, double. Body: (dy - Σ dy y) y.</remarks>
    private sealed record SoftmaxGradOp(int Axis) : Function, IOperator
    {
        public static string Onnx => "functionalnet.SoftmaxGrad";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => new(new SoftmaxGradOp(1), x), new Domain(new(4, 7)), new Domain(new(4, 7))),
                new("columns", x => new(new SoftmaxGradOp(0), x), new Domain(new(4, 7)), new Domain(new(4, 7))),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"SoftmaxGrad axis {Axis}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            new(this with { Axis = Axis + 1 }, Mapped(y, inputs, size));

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            SameType(Name, inputs[0], inputs[1]);
            return new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name));
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
            (inputs[1] - (inputs[1] * inputs[0]).ReduceSum([Axis], keepDims: true)) * inputs[0];

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            Axis == output.Sizes.Length - 1 && output.Length > 0
                ? new Rows<T>(inputs[0], inputs[1], output, team)
                : base.Compile(inputs, output, team);

        internal override OnnxNode? ToOnnx(Expr y) => null;

        private sealed class Rows<T>(Buffer<T> y, Buffer<T> dy, Buffer<T> dx, Team team)
            : RowKernel(y.Length / y.Sizes[^1], y.Sizes[^1], team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly int size = y.Sizes[^1];

            protected override void Row(int row)
            {
                var shares = y.Span.Slice(row * size, size);
                var flows = dy.Span.Slice(row * size, size);
                var result = dx.Span.Slice(row * size, size);
                TensorPrimitives.Subtract(flows, RowSums.Dot<T>(flows, shares), result);
                TensorPrimitives.Multiply(result, shares, result);
            }
        }
    }
}
