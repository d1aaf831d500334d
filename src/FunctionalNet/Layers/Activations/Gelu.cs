namespace FunctionalNet;

/// <summary>y = x Φ(x) with the normal distribution function Φ; the shape of the input.</summary>
/// <remarks>ONNX: Gelu.</remarks>
/// <param name="Approximate">Whether to use the approximation by tanh.</param>
/// <example><code>Layer model = Dense(64) >> Gelu() >> Dense(10);</code></example>
public sealed partial record Gelu(bool Approximate = false) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Gelu(Approximate);
}
