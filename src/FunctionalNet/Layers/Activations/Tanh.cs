namespace FunctionalNet;

/// <summary>y = tanh x; the shape of the input.</summary>
/// <remarks>ONNX: Tanh.</remarks>
public sealed record Tanh : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Tanh();
}

/// <content>Tanh.</content>
public static partial class Net
{
    /// <summary>y = tanh x; the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Tanh() >> Dense(10);</code></example>
    public static Layer Tanh() => new Tanh();
}
