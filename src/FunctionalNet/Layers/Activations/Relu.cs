namespace FunctionalNet;

/// <summary>y = max(x, 0); the shape of the input.</summary>
/// <remarks>ONNX: Relu.</remarks>
/// <example><code>Layer model = Dense(64) >> Relu() >> Dense(10);</code></example>
public sealed partial record Relu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Relu();
}
