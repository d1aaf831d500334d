namespace FunctionalNet;

/// <content>Softmin.</content>
public static partial class Ops
{
    /// <summary>yᵢ = e⁻ˣⁱ / Σⱼ e⁻ˣʲ along one axis, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Neg, Softmax. PyTorch: softmin.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <example><code>Expr share = distances.Softmin();</code></example>
    public static Expr Softmin(this Expr x, int axis = -1) => (-x).Softmax(axis);
}
