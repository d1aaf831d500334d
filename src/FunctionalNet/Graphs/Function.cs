using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// An operator that is defined by a body of other operators. Without a kernel of its own it costs nothing: the planner replaces it by its
/// body.
/// </summary>
internal abstract record Function : Op
{
    /// <summary>Gets a value indicating whether <see cref="Op.Compile"/> is a fused kernel; otherwise the planner uses the body.</summary>
    internal virtual bool IsFused => false;

    // Bodies may contain functions.
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

    /// <summary>The element type of an operand; overridden only by functions of labels or conditions.</summary>
    protected virtual ElementType Operand(int index) => ElementType.Float;
}
