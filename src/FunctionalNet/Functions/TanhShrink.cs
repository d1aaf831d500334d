namespace FunctionalNet;

/// <content>TanhShrink.</content>
public static partial class Ops
{
    /// <summary>y = x - tanh(x), elementwise; the shape of <paramref name="x"/>.</summary>
    /// <remarks>PyTorch: Tanhshrink. ONNX: Tanh, Sub.</remarks>
    /// <example><code>Expr y = x.TanhShrink();</code></example>
    public static Expr TanhShrink(this Expr x) => x - x.Tanh();
}
