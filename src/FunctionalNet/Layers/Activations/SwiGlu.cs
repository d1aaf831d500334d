namespace FunctionalNet;

/// <summary>y = a σ(a) b with the halves a, b of the last axis: [..., 2k] to [..., k].</summary>
/// <remarks>ONNX: Slice, Sigmoid, Mul. The first half is the gate.</remarks>
/// <example><code>Layer model = Dense(128) >> SwiGlu() >> Dense(10); // 64 gated units</code></example>
public sealed partial record SwiGlu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.SwiGlu();
}
