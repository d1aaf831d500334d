namespace FunctionalNet;

/// <summary>y = min(max(α x + β, 0), 1); the shape of the input.</summary>
/// <remarks>ONNX: HardSigmoid. The defaults are PyTorch's; Keras 2 has α = 0.2.</remarks>
/// <param name="Alpha">The slope.</param>
/// <param name="Beta">The value at 0.</param>
/// <example><code>Layer model = Dense(64) >> HardSigmoid() >> Dense(10);</code></example>
public sealed partial record HardSigmoid([Finite] double Alpha = 1.0 / 6, [Finite] double Beta = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardSigmoid(Alpha, Beta);
}
