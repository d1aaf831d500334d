namespace FunctionalNet;

/// <summary>A layer without what adapts and freezes parts of it: what <see cref="Merging.Merge"/> makes where these lie within others.</summary>
internal sealed record Merged(Layer Inner) : Layer
{
    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) =>
        scope.Using(scope.Parameters with { IsMerged = true }).Within(Inner, x);

    /// <inheritdoc/>
    protected override string Describe() => $"Merged({Inner})";
}
