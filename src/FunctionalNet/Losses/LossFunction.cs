namespace FunctionalNet;

/// <summary>A loss from a function: the result of <see cref="Loss.Of"/>.</summary>
internal sealed record LossFunction(string Name, Func<Expr, Expr, Expr> Function, ElementType Element) : Loss
{
    /// <inheritdoc/>
    protected internal override ElementType Target => Element;

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) => Function(prediction, target);

    /// <inheritdoc/>
    protected override string Describe() => $"{Name}()";
}
