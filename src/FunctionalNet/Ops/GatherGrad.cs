using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>The derivative of Gather.</content>
public static partial class Ops
{
    /// <summary>The cotangent of Gather's table: zeros of its shape, with each slice of dy added at its index.</summary>
    /// <remarks>CUDA: float, double. Body: ScatterElements(zeros, indices, dy, add).</remarks>
    private sealed record GatherGradOp(int Axis, Shape To) : Function, IOperator
    {
        public static string Onnx => "functionalnet.GatherGrad";

        public static IEnumerable<Example> Examples =>
            [
                new("rows", x => new(new GatherGradOp(0, new(5, 3)), x), new Domain(new(4, 3)), Places(new(4), 5)),
                new(
                    "middle",
                    x => new(new GatherGradOp(1, new(2, 4, 3)), x),
                    new Domain(new(2, 2, 5, 3)),
                    Places(new(2, 5), 4)
                ),
                new("columns", x => new(new GatherGradOp(1, new(3, 5)), x), new Domain(new(3, 9)), Places(new(9), 5)),
                new("one", x => new(new GatherGradOp(0, new(5)), x), new Domain(Shape.Scalar), Places(Shape.Scalar, 5)),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"GatherGrad axis {Axis} of {To}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var (dy, indices) = (inputs[0], inputs[1]);
            indices.Require(ElementType.Int64, Name);
            var read = To[..Axis].Append(indices.Shape).Append(To[(Axis + 1)..]);
            return dy.Shape == read
                ? new(To, dy.Require(ElementType.Float, Name))
                : throw new ShapeException(Name, $"dy is {dy.Shape}", $"give {read}, what Gather reads from {To}");
        }

        internal override Expr? WithSizes(Expr[] inputs, Func<Shape, Shape> sized) =>
            To.IsKnown ? null : new(new GatherGradOp(Axis, sized(To)), inputs);

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var (dy, indices) = (inputs[0], inputs[1]);
            var slices = To.With(Axis, Dim.Product(indices.Shape));
            Shape aligned = new([.. slices.Select((dim, axis) => axis == Axis ? dim : 1)]);
            return Constant(0)
                .Expand(To)
                .ScatterElements(indices.Reshape(aligned).Expand(slices), dy.Reshape(slices), Axis, add: true);
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Sum<T>(AxisView.Of(output.Sizes, Axis), inputs[0], inputs[1], output);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy.Gather(y.Inputs[1], Axis), null];

        internal override OnnxNode? ToOnnx(Expr y) => null;

        protected override ElementType Operand(int index) => index == 1 ? ElementType.Int64 : ElementType.Float;

        // One thread, so that the additions are in the order of the indices.
        private sealed class Sum<T>(AxisView view, Buffer<T> dy, Buffer<T> indices, Buffer<T> dx) : Kernel
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Run()
            {
                dx.Span.Clear();
                var from = (ReadOnlySpan<T>)dy.Span;
                for (var row = 0; row < view.Outer; row++)
                {
                    var slices = dx.Span[(row * view.Size * view.Inner)..];
                    foreach (var index in indices.Span)
                    {
                        var place = Indexing.Place(index, view.Size, "Gather");
                        var total = slices.Slice(place * view.Inner, view.Inner);
                        TensorPrimitives.Add(total, from[..view.Inner], total);
                        from = from[view.Inner..];
                    }
                }
            }
        }
    }
}
