using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>y = Σ x over the shares of a batch: the shape of x, and equal on all of them.</summary>
/// <remarks>
/// The differentiated loss is the sum of the shares' parts, and y is read on all shares: its cotangent is the sum of theirs, so the
/// derivative is the same operator. MPI: MPI_Allreduce.
/// </remarks>
/// <param name="Worker">Performs the sum.</param>
internal sealed record AllReduce(AllReduceThread Worker) : Op, ICollective
{
    /// <inheritdoc/>
    public override string Name => nameof(AllReduce);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
        new(inputs[0].Shape, inputs[0].Require(ElementType.Float, Name));

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        inputs[0].Span.CopyTo(output.Span);
        Worker.Sum(output.Span);
    }

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) =>
        [new Expr(this, dy), .. y.Inputs.Skip(1).Select(_ => (Expr?)null)];

    internal override OnnxNode? ToOnnx(Expr y) => null;
}
