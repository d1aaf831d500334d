namespace FunctionalNet;

/// <summary>The mean of each window over the axes after batch and channels.</summary>
/// <remarks>ONNX: AveragePool.</remarks>
/// <param name="Kernel">The window size, one number or one per axis.</param>
/// <param name="Stride">The stride; the kernel if absent.</param>
/// <param name="Padding">The zero padding of the input, smaller than the kernel; none if absent.</param>
/// <param name="Ceiling">Whether the last window may extend beyond the input, if it begins inside (ceil_mode).</param>
/// <param name="CountPadding">Whether padding counts as elements, as in PyTorch (count_include_pad).</param>
public abstract partial record AveragePooling(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : Layer
{
    /// <summary>Gets the number of axes after batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x) =>
        ConvolutionParameters
            .Require(x, GetType().Name, Axes)
            .AveragePool(Kernel, Stride, Padding, null, Ceiling, CountPadding);
}

/// <summary>The mean of each window: [batch, channels, length] to the same with one element per window.</summary>
/// <inheritdoc cref="AveragePooling"/>
/// <example><code>Layer half = AveragePool1d(2); // [batch, 8, 28] to [batch, 8, 14]</code></example>
public sealed partial record AveragePool1d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : AveragePooling(Kernel, Stride, Padding, Ceiling, CountPadding)
{
    /// <inheritdoc/>
    private protected override int Axes => 1;
}

/// <summary>The mean of each window: [batch, channels, height, width] to the same with one element per window.</summary>
/// <inheritdoc cref="AveragePooling"/>
/// <example><code>Layer half = AveragePool2d(2); // [batch, 8, 28, 28] to [batch, 8, 14, 14]</code></example>
public sealed partial record AveragePool2d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : AveragePooling(Kernel, Stride, Padding, Ceiling, CountPadding)
{
    /// <inheritdoc/>
    private protected override int Axes => 2;
}

/// <summary>The mean of each window: [batch, channels, depth, height, width] to the same with one element per window.</summary>
/// <inheritdoc cref="AveragePooling"/>
/// <example><code>Layer half = AveragePool3d(2); // [batch, 8, 16, 28, 28] to [batch, 8, 8, 14, 14]</code></example>
public sealed partial record AveragePool3d(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : AveragePooling(Kernel, Stride, Padding, Ceiling, CountPadding)
{
    /// <inheritdoc/>
    private protected override int Axes => 3;
}
