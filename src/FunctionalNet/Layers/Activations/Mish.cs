namespace FunctionalNet;

/// <summary>y = x tanh(ln(1 + eˣ)); the shape of the input.</summary>
/// <remarks>ONNX: Mish.</remarks>
/// <example><code>Layer model = Dense(64) >> Mish() >> Dense(10);</code></example>
public sealed partial record Mish : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Mish();
}
