namespace FunctionalNet;

/// <content>HardTanh.</content>
public static partial class Ops
{
    /// <summary>y = min(max(x, low), high), elementwise; the shape of <paramref name="x"/>. The derivative at a bound is 0.</summary>
    /// <remarks>ONNX: Clip. Collobert, "Large Scale Machine Learning", 2004.</remarks>
    /// <example><code>Expr y = x.HardTanh();</code></example>
    public static Expr HardTanh(this Expr x, double low = -1, double high = 1) => x.Clip(low, high);
}
