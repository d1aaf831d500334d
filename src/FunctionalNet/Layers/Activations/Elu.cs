namespace FunctionalNet;

/// <summary>y = x for x > 0, else α (eˣ - 1); the shape of the input.</summary>
/// <remarks>ONNX: Elu.</remarks>
/// <param name="Alpha">The limit for x → -∞ is -α.</param>
/// <example><code>Layer model = Dense(64) >> Elu() >> Dense(10);</code></example>
public sealed partial record Elu([Finite] double Alpha = 1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Elu(Alpha);
}
