namespace FunctionalNet;

/// <summary>y = x / (1 + |x|); the shape of the input.</summary>
/// <remarks>ONNX: Softsign.</remarks>
/// <example><code>Layer model = Dense(64) >> Softsign() >> Dense(10);</code></example>
public sealed partial record Softsign : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softsign();
}
