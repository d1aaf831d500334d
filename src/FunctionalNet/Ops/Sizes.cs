using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>Sizes of free axes, as expressions.</content>
/// <remarks>
/// If all axes are known, the sizes are constants, and a plan sees only these. A file with a free axis reads its size from an input, by
/// ONNX's Shape.
/// </remarks>
public static partial class Ops
{
    /// <summary>The number of elements of a shape, a float scalar: exact up to 2²⁴ in float32.</summary>
    internal static Expr Count(this Shape shape) =>
        shape.IsKnown ? Constant(shape.Size) : shape.SizesOf().Cast(ElementType.Float).ReduceProd();

    /// <summary>The sizes of the axes of a shape: Int64 [rank].</summary>
    internal static Expr SizesOf(this Shape shape) =>
        shape.IsKnown ? Integers(shape.Sizes()) : new Expr(new SizesOp(shape));

    /// <summary>The value of <see cref="SizesOf"/> if some axes are free: ONNX's Shape of the inputs with these axes.</summary>
    /// <exception cref="InvalidOperationException">An axis is free, and no input has it.</exception>
    internal static Expr? Resolve(Op op, IReadOnlyList<Expr> inputs) =>
        op is SizesOp sizes
            ? Concat(0, [.. sizes.Of.Select(dim => dim.IsKnown ? Integers(dim.Size) : Free(dim, inputs))])
            : null;

    private static Expr Free(Dim dim, IReadOnlyList<Expr> inputs) =>
        dim
            .Value.Names.Select(name => Axis(name, inputs))
            .Concat(dim.Value.Factor == 1 ? Array.Empty<Expr>() : [Integers((int)dim.Value.Factor)])
            .Aggregate(Mul);

    private static Expr Axis(string name, IReadOnlyList<Expr> inputs)
    {
        var free = Dim.Named(name);
        foreach (var input in inputs)
        {
            for (var axis = 0; axis < input.Shape.Rank; axis++)
            {
                if (input.Shape[axis] == free)
                {
                    Expr sizes = new(new ShapeOp(), input);
                    return input.Shape.Rank == 1 ? sizes : sizes.Narrow(0, axis, 1);
                }
            }
        }

        throw new InvalidOperationException($"no input has the free axis '{name}'");
    }

    private sealed record SizesOp(Shape Of) : Op
    {
        public override string Name => "functionalnet.Sizes";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(new Shape(Of.Rank), ElementType.Int64);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            for (var axis = 0; axis < Of.Rank; axis++)
            {
                output.Span[axis] = WholeNumbers.Exact<T>(Of[axis].Size);
            }
        }

        internal override Expr? WithSizes(Expr[] inputs, Func<Shape, Shape> sized) => sized(Of).SizesOf();

        internal override OnnxNode? ToOnnx(Expr y) => null;
    }

    /// <summary>The sizes of an operand with free axes: Int64 [rank].</summary>
    internal sealed record ShapeOp : Op
    {
        public override string Name => "Shape";

        public override string ToString() => Name;

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            new(new Shape(inputs[0].Shape.Rank), ElementType.Int64);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            for (var axis = 0; axis < output.Length; axis++)
            {
                output.Span[axis] = WholeNumbers.Exact<T>(inputs[0].Sizes[axis]);
            }
        }
    }

    private sealed record ExpandToOp(Shape To) : Op
    {
        public override string Name => "Expand";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(To, inputs[0].Type.Element);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            throw new InvalidOperationException(
                $"A shape with free axes, {To}, is for files: compile the graph for known ones."
            );
    }
}
