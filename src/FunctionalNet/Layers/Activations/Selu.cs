namespace FunctionalNet;

/// <summary>y = γ x for x > 0, else γ α (eˣ - 1), with the γ and α that preserve mean 0 and variance 1; the shape of the input.</summary>
/// <remarks>ONNX: Selu. Initialize weights with variance 1 / fan-in (LeCun normal).</remarks>
/// <example><code>Layer model = Dense(64) >> Selu() >> Dense(10);</code></example>
public sealed partial record Selu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Selu();
}
