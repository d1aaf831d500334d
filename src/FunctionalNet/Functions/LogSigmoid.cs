namespace FunctionalNet;

/// <content>LogSigmoid.</content>
public static partial class Ops
{
    /// <summary>y = ln σ(x) = -ln(1 + e⁻ˣ), elementwise, without overflow; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: Neg, Softplus, Neg.</remarks>
    /// <example><code>Expr logP = logits.LogSigmoid();</code></example>
    public static Expr LogSigmoid(this Expr x) => -(-x).Softplus();
}
