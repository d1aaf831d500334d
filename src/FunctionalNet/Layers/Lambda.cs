namespace FunctionalNet;

/// <summary>Any expression as a layer without variables.</summary>
/// <param name="Function">From the input to the output.</param>
public sealed record Lambda(Func<Expr, Expr> Function) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Function(x);
}

/// <content>Lambda.</content>
public static partial class Net
{
    /// <summary>Any expression as a layer without variables.</summary>
    /// <example><code>Layer swish = Lambda(x => x * x.Sigmoid());</code></example>
    public static Layer Lambda(Func<Expr, Expr> function) => new Lambda(function);
}
