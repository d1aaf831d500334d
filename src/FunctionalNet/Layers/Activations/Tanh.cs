namespace FunctionalNet;

/// <summary>y = tanh x; the shape of the input.</summary>
/// <remarks>ONNX: Tanh.</remarks>
/// <example><code>Layer model = Dense(64) >> Tanh() >> Dense(10);</code></example>
public sealed partial record Tanh : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Tanh();
}
