namespace FunctionalNet;

/// <summary>y = x - λ for x above λ, x + λ for x below -λ, else 0; the shape of the input.</summary>
/// <remarks>PyTorch: Softshrink. ONNX: its body; Shrink is from opset 9. Donoho, "De-noising by Soft-Thresholding", 1995.</remarks>
/// <param name="Threshold">λ.</param>
/// <example><code>Layer model = Dense(64) >> SoftShrink() >> Dense(10);</code></example>
public sealed partial record SoftShrink([NotNegative] double Threshold = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.SoftShrink(Threshold);
}
