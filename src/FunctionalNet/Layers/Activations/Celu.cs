namespace FunctionalNet;

/// <summary>y = x for x > 0, else α (e^(x/α) - 1); the shape of the input.</summary>
/// <remarks>ONNX: its body.</remarks>
/// <param name="Alpha">The limit for x → -∞ is -α.</param>
/// <example><code>Layer model = Dense(64) >> Celu() >> Dense(10);</code></example>
public sealed partial record Celu([Positive] double Alpha = 1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Celu(Alpha);
}
