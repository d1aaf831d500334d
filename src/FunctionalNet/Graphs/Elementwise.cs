using System.Numerics;
using System.Reflection;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// An operator that maps each element independently, after broadcasting. The planner fuses chains of them and runs a chain tile by tile in
/// the L1 cache.
/// </summary>
internal abstract record Elementwise : Op, ISamplewise
{
    /// <summary>Gets a value indicating whether the operator is non-decreasing in its operands, after rounding.</summary>
    internal virtual bool IsNonDecreasing => false;

    /// <summary>Gets a value indicating whether a plan runs the body instead, which gives the same bits and is vectorized.</summary>
    internal virtual bool RunsAsBody => false;

    public bool IsPerSample(Expr y, int operand) =>
        y.Inputs[operand].Shape is { Rank: > 0 } shape && shape.Rank == y.Shape.Rank && shape[0] == y.Shape[0];

    /// <summary>The kernel for one tile.</summary>
    public abstract Tile<T> Tile<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The operator on vectors, a static method with as many parameters as operands; null if it has no vector form and runs tile by tile.
    /// </summary>
    internal virtual MethodInfo? Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    internal override bool Mixes(Expr y, int operand, int axis) => false;

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
    {
        var shape = inputs[0].Shape;
        foreach (var input in inputs[1..])
        {
            shape = Broadcast.Of(Name, shape, input.Shape);
        }

        return new(shape, Element(inputs));
    }

    internal override long Flops(Expr y) => y.Shape.Size;

    /// <summary>The element type of the result; by default that of the operands, which must be equal.</summary>
    protected virtual ElementType Element(ReadOnlySpan<Expr> inputs)
    {
        var element = inputs[0].Type.Element;
        foreach (var input in inputs)
        {
            if (input.Type.Element != element)
            {
                throw new ShapeException(
                    Name,
                    $"the operands are of different types, {inputs[0].Type} and {input.Type}",
                    $"convert one with Cast({nameof(ElementType)}.{element})"
                )
                {
                    IsOfTypes = true,
                };
            }
        }

        return element;
    }
}

/// <summary>An elementwise kernel over a run of elements; the output may be one of the operands.</summary>
internal abstract unsafe class Tile<T>
    where T : unmanaged
{
    /// <summary>
    /// y[i] = f(a[i], b[i], c[i]) for the first <paramref name="length"/> elements; operands that f does not take are null.
    /// </summary>
    public abstract void Run(T* a, T* b, T* c, T* y, int length);
}
