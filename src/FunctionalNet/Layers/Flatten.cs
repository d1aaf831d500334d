namespace FunctionalNet;

/// <summary>[batch, a, b, ...] to [batch, a b ...].</summary>
/// <remarks>ONNX: Reshape.</remarks>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Flatten();
}

/// <content>Flatten.</content>
public static partial class Net
{
    /// <summary>[batch, a, b, ...] to [batch, a b ...].</summary>
    /// <example><code>Layer model = Flatten() >> Dense(10);</code></example>
    public static Layer Flatten() => new Flatten();
}
