namespace FunctionalNet;

/// <summary>y = ln(1 + eˣ); the shape of the input.</summary>
/// <remarks>ONNX: Softplus.</remarks>
/// <example><code>Layer model = Dense(64) >> Softplus() >> Dense(10);</code></example>
public sealed partial record Softplus : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Softplus();
}
