namespace FunctionalNet;

/// <summary>A function of expressions as a layer without variables.</summary>
/// <param name="Function">From the input to the output.</param>
/// <example><code>Layer swish = Lambda(x => x * x.Sigmoid());</code></example>
public sealed partial record Lambda(Func<Expr, Expr> Function) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Function(x);
}
