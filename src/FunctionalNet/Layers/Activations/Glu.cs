namespace FunctionalNet;

/// <summary>y = a σ(b) with the halves a, b of the last axis: [..., 2k] to [..., k].</summary>
/// <remarks>ONNX: Slice, Sigmoid, Mul. PyTorch: GLU.</remarks>
/// <example><code>Layer model = Dense(128) >> Glu() >> Dense(10); // 64 gated units</code></example>
public sealed partial record Glu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Glu();
}
