namespace FunctionalNet;

/// <content>Relu6.</content>
public static partial class Ops
{
    /// <summary>y = min(max(x, 0), 6), elementwise; the shape of <paramref name="x"/>. The derivative at 0 and 6 is 0.</summary>
    /// <remarks>ONNX: Clip. Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.</remarks>
    /// <example><code>Expr y = x.Relu6();</code></example>
    public static Expr Relu6(this Expr x) => x.Clip(0, 6);
}
