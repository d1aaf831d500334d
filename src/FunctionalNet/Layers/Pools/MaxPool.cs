namespace FunctionalNet;

/// <summary>The maximum of each window over the axes after batch and channels.</summary>
/// <remarks>ONNX: MaxPool.</remarks>
/// <param name="Kernel">The window size, one number or one per axis.</param>
/// <param name="Stride">The stride; the kernel if absent.</param>
/// <param name="Padding">The padding of the input, which is never the maximum and is smaller than the kernel; none if absent.</param>
/// <param name="Dilation">The dilation, the spacing of window elements; 1 if absent.</param>
/// <param name="Ceiling">Whether the last window may extend beyond the input, if it begins inside (ceil_mode).</param>
public abstract partial record MaxPooling(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    bool Ceiling = false
) : Layer
{
    /// <summary>Gets the number of axes after batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x) =>
        ConvolutionParameters.Require(x, GetType().Name, Axes).MaxPool(Kernel, Stride, Padding, Dilation, Ceiling);
}

/// <summary>The maximum of each window: [batch, channels, length] to the same with one element per window.</summary>
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

/// <summary>The maximum of each window: [batch, channels, height, width] to the same with one element per window.</summary>
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

/// <summary>The maximum of each window: [batch, channels, depth, height, width] to the same with one element per window.</summary>
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
