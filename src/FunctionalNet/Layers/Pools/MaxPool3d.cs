namespace FunctionalNet;

/// <summary>The largest element of each window: [batch, channels, depth, height, width] to the same with an element for each window.</summary>
/// <remarks>ONNX: MaxPool.</remarks>
/// <param name="Kernel">The size of a window, one number or one for each axis.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">What lies around the input and is never the largest, below the kernel; none if absent.</param>
/// <param name="Dilation">The distance of the places of a window; 1 if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
public sealed record MaxPool3d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) =>
        Filtering.Require(x, nameof(MaxPool3d), 3).MaxPool(Kernel, Stride, Padding, Dilation, Ceiling);
}

/// <content>MaxPool3d.</content>
public static partial class Net
{
    /// <summary>The largest element of each window: [batch, channels, depth, height, width] to the same with an element for each window.</summary>
    /// <example><code>Layer half = MaxPool3d(2); // [batch, 8, 16, 28, 28] to [batch, 8, 8, 14, 14]</code></example>
    /// <inheritdoc cref="FunctionalNet.MaxPool3d"/>
    public static Layer MaxPool3d(
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? dilation = null,
        bool ceiling = false
    ) => new MaxPool3d(kernel, stride, padding, dilation, ceiling);
}
