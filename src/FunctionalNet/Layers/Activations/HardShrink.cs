namespace FunctionalNet;

/// <summary>y = x for |x| > λ, else 0; the shape of the input.</summary>
/// <remarks>PyTorch: Hardshrink. ONNX: its body.</remarks>
/// <param name="Threshold">λ.</param>
/// <example><code>Layer model = Dense(64) >> HardShrink() >> Dense(10);</code></example>
public sealed partial record HardShrink([NotNegative] double Threshold = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardShrink(Threshold);
}
