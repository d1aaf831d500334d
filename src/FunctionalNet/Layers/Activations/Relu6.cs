namespace FunctionalNet;

/// <summary>y = min(max(x, 0), 6); the shape of the input.</summary>
/// <remarks>ONNX: Clip.</remarks>
/// <example><code>Layer model = Dense(64) >> Relu6() >> Dense(10);</code></example>
public sealed partial record Relu6 : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Relu6();
}
