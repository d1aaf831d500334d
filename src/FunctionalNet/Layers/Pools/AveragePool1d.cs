namespace FunctionalNet;

/// <summary>The mean of each window: [batch, channels, length] to the same with an element for each window.</summary>
/// <remarks>ONNX: AveragePool.</remarks>
/// <param name="Kernel">The size of a window.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">The zeros around the input, below the kernel; none if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
/// <param name="CountPadding">Whether the padding counts as elements, as in PyTorch.</param>
public sealed record AveragePool1d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) =>
        Filtering
            .Require(x, nameof(AveragePool1d), 1)
            .AveragePool(Kernel, Stride, Padding, null, Ceiling, CountPadding);
}

/// <content>AveragePool1d.</content>
public static partial class Net
{
    /// <summary>The mean of each window: [batch, channels, length] to the same with an element for each window.</summary>
    /// <example><code>Layer half = AveragePool1d(2); // [batch, 8, 28] to [batch, 8, 14]</code></example>
    /// <inheritdoc cref="FunctionalNet.AveragePool1d"/>
    public static Layer AveragePool1d(
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        bool ceiling = false,
        bool countPadding = false
    ) => new AveragePool1d(kernel, stride, padding, ceiling, countPadding);
}
