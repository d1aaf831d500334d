using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A parameter as a layer of mixed precision reads it: in full, or rounded to 16 bits, with a gradient that may be pending.
/// </summary>
/// <param name="Kept">The number type of a pending gradient.</param>
/// <param name="IsRounded">Whether the layer computes with rounded weights.</param>
internal sealed record WeightReading(Precision Kept, bool IsRounded) : Function
{
    /// <inheritdoc/>
    public override string Name => nameof(WeightReading);

    /// <inheritdoc/>
    public override string ToString() => Name;

    // The backward pass reads a rounded weight again: until then it is kept in 16 bits beside the weight itself.
    internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
        IsRounded ? new Expr(new Rounding(Kept, Waits: true), inputs[0]) : inputs[0];

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [new Expr(new PendingGradient(Kept), dy)];

    internal override OnnxNode? ToOnnx(Expr y) => null;
}

/// <summary>
/// The gradient of a parameter, kept rounded to 16 bits if the optimizer needs other gradients before it can use this one:
/// <see cref="PendingGradients"/> decides that for a whole step.
/// </summary>
internal sealed record PendingGradient(Precision Kept) : Function
{
    /// <inheritdoc/>
    public override string Name => nameof(PendingGradient);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) => inputs[0];

    internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => [dy];

    internal override OnnxNode? ToOnnx(Expr y) => null;
}
