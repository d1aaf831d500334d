namespace FunctionalNet;

/// <summary>A layer from a function: the result of <see cref="Layer.Of"/>.</summary>
internal sealed record LayerFunction(string Name, Func<Scope, Expr, Expr> Function) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Function(scope, x);

    /// <inheritdoc/>
    protected override string Describe() => $"{Name}()";
}
