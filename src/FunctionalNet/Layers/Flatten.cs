namespace FunctionalNet;

/// <summary>[batch, a, b, ...] to [batch, a b ...].</summary>
/// <remarks>ONNX: Reshape.</remarks>
/// <example><code>Layer model = Flatten() >> Dense(10);</code></example>
public sealed partial record Flatten : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Flatten();
}
