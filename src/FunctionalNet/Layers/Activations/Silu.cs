namespace FunctionalNet;

/// <summary>y = x σ(x), also known as Swish; the shape of the input.</summary>
/// <remarks>ONNX: Sigmoid, Mul. PyTorch: SiLU.</remarks>
/// <example><code>Layer model = Dense(64) >> Silu() >> Dense(10);</code></example>
public sealed partial record Silu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Silu();
}
