using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// An operator that is defined by a body of other operators. Without a kernel of its own it costs nothing to have: the
/// planner puts the body in its place.
/// </summary>
internal abstract record Function : Op
{
    /// <summary>Gets a value indicating whether <see cref="Op.Compile"/> is a fused kernel; else the planner takes the body.</summary>
    internal virtual bool IsFused => false;

    // Bodies hold functions in turn.
    internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
    {
        Nesting.CheckStack();
        return Body(inputs)!.Type;
    }

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        Nesting.CheckStack();
        var operands = new Expr[inputs.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = Expr.Input($"operand {i}", inputs[i].Shape, Operand(i));
        }

        Reference.Evaluate(Body(operands)!, operands, inputs, output);
    }

    /// <summary>The element type of an operand; only a function of labels or conditions says otherwise.</summary>
    protected virtual ElementType Operand(int index) => ElementType.Float;
}
