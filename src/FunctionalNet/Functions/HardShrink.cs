namespace FunctionalNet;

/// <content>HardShrink.</content>
public static partial class Ops
{
    /// <summary>y = x for |x| > λ, else 0, elementwise; the shape of <paramref name="x"/>. The derivative at ±λ is 0.</summary>
    /// <remarks>PyTorch: Hardshrink. ONNX: its body.</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="threshold">λ, at least 0.</param>
    /// <example><code>Expr sparse = x.HardShrink(0.1);</code></example>
    public static Expr HardShrink(this Expr x, double threshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(x);
        return (x.Abs() <= threshold).Where(0, x);
    }
}
