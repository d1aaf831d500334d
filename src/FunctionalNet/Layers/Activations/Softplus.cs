namespace FunctionalNet;

/// <summary>y = ln(1 + e^(β x)) / β; the shape of the input.</summary>
/// <remarks>ONNX: Softplus. PyTorch returns x where β x > 20; this layer uses the formula everywhere.</remarks>
/// <param name="Beta">β: the larger, the closer to Relu.</param>
/// <example><code>Layer model = Dense(64) >> Softplus() >> Dense(10);</code></example>
public sealed partial record Softplus([Positive] double Beta = 1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Beta.Equals(1) ? x.Softplus() : (x * Beta).Softplus() / Beta;
}
