using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Import;

/// <summary>
/// The sizes of an operand some of whose axes are free: Int64 [rank]. Most often the importer finds out what becomes of them, and
/// nothing of it stays.
/// </summary>
internal sealed record ShapeValue : Op
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
