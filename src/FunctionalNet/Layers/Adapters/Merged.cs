namespace FunctionalNet;

/// <summary>
/// A layer without its nested adapters and frozen layers: the result of <see cref="Merging.Merge"/> for a layer that contains them.
/// </summary>
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
