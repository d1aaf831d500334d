namespace FunctionalNet;

/// <summary>The largest element of each window: [batch, channels, length] to the same with an element for each window.</summary>
/// <remarks>ONNX: MaxPool.</remarks>
/// <param name="Kernel">The size of a window.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">What lies around the input and is never the largest, below the kernel; none if absent.</param>
/// <param name="Dilation">The distance of the places of a window; 1 if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
public sealed record MaxPool1d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) =>
        Filtering.Require(x, nameof(MaxPool1d), 1).MaxPool(Kernel, Stride, Padding, Dilation, Ceiling);
}

/// <content>MaxPool1d.</content>
public static partial class Net
{
    /// <summary>The largest element of each window: [batch, channels, length] to the same with an element for each window.</summary>
    /// <example><code>Layer half = MaxPool1d(2); // [batch, 8, 28] to [batch, 8, 14]</code></example>
    /// <inheritdoc cref="FunctionalNet.MaxPool1d"/>
    public static Layer MaxPool1d(
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? dilation = null,
        bool ceiling = false
    ) => new MaxPool1d(kernel, stride, padding, dilation, ceiling);
}
