namespace FunctionalNet;

/// <summary>y = γ x above 0, else γ α (eˣ - 1), with the γ and α that keep mean 0 and variance 1; the shape of the input.</summary>
/// <remarks>ONNX: Selu. Start weights with the variance 1 / fan-in, which is LeCun's.</remarks>
/// <example><code>Layer model = Dense(64) >> Selu() >> Dense(10);</code></example>
public sealed partial record Selu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Selu();
}
