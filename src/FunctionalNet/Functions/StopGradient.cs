namespace FunctionalNet;

/// <content>StopGradient.</content>
public static partial class Ops
{
    /// <summary>y = x, through which no gradient flows; the shape of <paramref name="x"/>.</summary>
    /// <remarks>ONNX: x itself. PyTorch: detach. JAX: stop_gradient.</remarks>
    /// <example><code>Expr toward = (online - target.StopGradient()).Pow(2).ReduceMean(); // only the first learns</code></example>
    public static Expr StopGradient(this Expr x) =>
        x.CustomVjp("StopGradient", value => value, (value, same, flow) => null);
}
