namespace FunctionalNet;

/// <summary>y = ln σ(x); the shape of the input.</summary>
/// <remarks>ONNX: Neg, Softplus, Neg.</remarks>
public sealed record LogSigmoid : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.LogSigmoid();
}

/// <content>LogSigmoid.</content>
public static partial class Net
{
    /// <summary>y = ln σ(x); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> LogSigmoid() >> Dense(10);</code></example>
    public static Layer LogSigmoid() => new LogSigmoid();
}
