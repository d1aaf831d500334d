namespace FunctionalNet;

/// <summary>y = ln(1 + e^(β x)) / β; the shape of the input.</summary>
/// <remarks>ONNX: Softplus. PyTorch's is x where β x is above 20; this one is the formula everywhere.</remarks>
/// <param name="Beta">β, how sharply it bends at 0.</param>
/// <example><code>Layer model = Dense(64) >> Softplus() >> Dense(10);</code></example>
public sealed partial record Softplus([Positive] double Beta = 1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => Beta.Equals(1) ? x.Softplus() : (x * Beta).Softplus() / Beta;
}
