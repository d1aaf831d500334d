namespace FunctionalNet;

/// <summary>y = ln σ(x); the shape of the input.</summary>
/// <remarks>ONNX: Neg, Softplus, Neg.</remarks>
/// <example><code>Layer model = Dense(64) >> LogSigmoid() >> Dense(10);</code></example>
public sealed partial record LogSigmoid : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LogSigmoid();
}
