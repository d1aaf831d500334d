namespace FunctionalNet;

/// <summary>The largest element of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
/// <remarks>ONNX: GlobalMaxPool.</remarks>
public sealed record GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.GlobalMaxPool();
}

/// <content>GlobalMaxPool.</content>
public static partial class Net
{
    /// <summary>The largest element of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
    /// <example><code>Layer head = GlobalMaxPool() >> Flatten() >> Dense(10);</code></example>
    public static Layer GlobalMaxPool() => new GlobalMaxPool();
}
