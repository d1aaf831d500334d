using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>The integers of an operator, checked to be exact. Exists in plans, not in graphs.</summary>
/// <param name="Source">The operator. Its result is the first operand, followed by its own operands.</param>
internal sealed record CheckExact(Op Source) : Op
{
    /// <inheritdoc/>
    public override string Name => nameof(CheckExact);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => inputs[0].Type;

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        WholeNumbers.Check(Source, inputs[1..], inputs[0]);
        inputs[0].Span.CopyTo(output.Span);
    }

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [.. y.Inputs.Select(_ => (Expr?)null)];
}
