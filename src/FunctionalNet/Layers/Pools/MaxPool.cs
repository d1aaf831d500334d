namespace FunctionalNet;

/// <summary>The largest element of each window over the axes behind batch and channels.</summary>
/// <remarks>ONNX: MaxPool.</remarks>
/// <param name="Kernel">The size of a window, one number or one for each axis.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">What lies around the input and is never the largest, below the kernel; none if absent.</param>
/// <param name="Dilation">The distance of the places of a window; 1 if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
public abstract partial record MaxPooling(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : Layer
{
    /// <summary>Gets how many axes lie behind batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x) =>
        Filtering.Require(x, GetType().Name, Axes).MaxPool(Kernel, Stride, Padding, Dilation, Ceiling);
}

/// <summary>The largest element of each window: [batch, channels, length] to the same with an element for each window.</summary>
/// <inheritdoc cref="MaxPooling"/>
/// <example><code>Layer half = MaxPool1d(2); // [batch, 8, 28] to [batch, 8, 14]</code></example>
public sealed partial record MaxPool1d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : MaxPooling(Kernel, Stride, Padding, Dilation, Ceiling)
{
    /// <inheritdoc/>
    private protected override int Axes => 1;
}

/// <summary>The largest element of each window: [batch, channels, height, width] to the same with an element for each window.</summary>
/// <inheritdoc cref="MaxPooling"/>
/// <example><code>Layer half = MaxPool2d(2); // [batch, 8, 28, 28] to [batch, 8, 14, 14]</code></example>
public sealed partial record MaxPool2d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : MaxPooling(Kernel, Stride, Padding, Dilation, Ceiling)
{
    /// <inheritdoc/>
    private protected override int Axes => 2;
}

/// <summary>The largest element of each window: [batch, channels, depth, height, width] to the same with an element for each window.</summary>
/// <inheritdoc cref="MaxPooling"/>
/// <example><code>Layer half = MaxPool3d(2); // [batch, 8, 16, 28, 28] to [batch, 8, 8, 14, 14]</code></example>
public sealed partial record MaxPool3d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : MaxPooling(Kernel, Stride, Padding, Dilation, Ceiling)
{
    /// <inheritdoc/>
    private protected override int Axes => 3;
}
