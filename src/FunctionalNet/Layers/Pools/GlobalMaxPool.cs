namespace FunctionalNet;

/// <summary>The maximum of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
/// <remarks>ONNX: GlobalMaxPool.</remarks>
/// <example><code>Layer head = GlobalMaxPool() >> Flatten() >> Dense(10);</code></example>
public sealed partial record GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.GlobalMaxPool();
}
