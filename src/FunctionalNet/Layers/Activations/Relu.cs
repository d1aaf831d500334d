namespace FunctionalNet;

/// <summary>y = max(x, 0); the shape of the input.</summary>
/// <remarks>ONNX: Relu.</remarks>
public sealed record Relu : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Relu();
}

/// <content>Relu.</content>
public static partial class Net
{
    /// <summary>y = max(x, 0); the shape of the input.</summary>
    /// <example><code>Layer model = Dense(64) >> Relu() >> Dense(10);</code></example>
    public static Layer Relu() => new Relu();
}
