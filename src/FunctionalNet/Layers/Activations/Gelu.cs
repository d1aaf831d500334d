namespace FunctionalNet;

/// <summary>y = x Φ(x) with the normal distribution function Φ; the shape of the input.</summary>
/// <remarks>ONNX: Gelu.</remarks>
/// <param name="Approximate">Whether to take the approximation by tanh.</param>
public sealed record Gelu(bool Approximate = false) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Gelu(Approximate);
}

/// <content>Gelu.</content>
public static partial class Net
{
    /// <summary>y = x Φ(x) with the normal distribution function Φ; the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Gelu() >> Dense(10);</code></example>
    public static Layer Gelu(bool approximate = false) => new Gelu(approximate);
}
