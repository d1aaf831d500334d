namespace FunctionalNet;

/// <summary>The mean of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
/// <remarks>ONNX: GlobalAveragePool.</remarks>
public sealed record GlobalAveragePool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.GlobalAveragePool();
}

/// <content>GlobalAveragePool.</content>
public static partial class Net
{
    /// <summary>The mean of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
    /// <example><code>Layer head = GlobalAveragePool() >> Flatten() >> Dense(10);</code></example>
    public static Layer GlobalAveragePool() => new GlobalAveragePool();
}
