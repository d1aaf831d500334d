namespace FunctionalNet;

/// <summary>y = 1 / (1 + e⁻ˣ); the shape of the input.</summary>
/// <remarks>ONNX: Sigmoid.</remarks>
/// <example><code>Layer model = Dense(64) >> Sigmoid() >> Dense(10);</code></example>
public sealed partial record Sigmoid : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Sigmoid();
}
