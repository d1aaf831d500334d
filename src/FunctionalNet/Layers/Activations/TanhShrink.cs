namespace FunctionalNet;

/// <summary>y = x - tanh(x); the shape of the input.</summary>
/// <remarks>PyTorch: Tanhshrink. ONNX: Tanh, Sub.</remarks>
/// <example><code>Layer model = Dense(64) >> TanhShrink() >> Dense(10);</code></example>
public sealed partial record TanhShrink : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.TanhShrink();
}
