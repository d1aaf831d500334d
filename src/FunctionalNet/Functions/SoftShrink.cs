namespace FunctionalNet;

/// <content>SoftShrink.</content>
public static partial class Ops
{
    /// <summary>
    /// y = x - λ for x above λ, x + λ for x below -λ, else 0, elementwise; the shape of <paramref name="x"/>. The derivative at ±λ is 0.
    /// </summary>
    /// <remarks>PyTorch: Softshrink. ONNX: its body; Shrink is from opset 9. Donoho, "De-noising by Soft-Thresholding", 1995.</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="threshold">λ, at least 0.</param>
    /// <example><code>Expr sparse = x.SoftShrink(0.1);</code></example>
    public static Expr SoftShrink(this Expr x, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(x);
        return (x.Abs() <= threshold).Where(0, x - (x > 0).Where(threshold, -threshold));
    }
}
