namespace FunctionalNet;

/// <summary>y = x min(max(x / 6 + ½, 0), 1); the shape of the input.</summary>
/// <remarks>ONNX: HardSwish.</remarks>
/// <example><code>Layer model = Dense(64) >> HardSwish() >> Dense(10);</code></example>
public sealed partial record HardSwish : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.HardSwish();
}
