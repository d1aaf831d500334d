namespace FunctionalNet;

/// <summary>The mean of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
/// <remarks>ONNX: GlobalAveragePool.</remarks>
/// <example><code>Layer head = GlobalAveragePool() >> Flatten() >> Dense(10);</code></example>
public sealed partial record GlobalAveragePool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.GlobalAveragePool();
}
