namespace FunctionalNet;

/// <summary>The mean of each window over the axes behind batch and channels.</summary>
/// <remarks>ONNX: AveragePool.</remarks>
/// <param name="Kernel">The size of a window, one number or one for each axis.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">The zeros around the input, below the kernel; none if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
/// <param name="CountPadding">Whether the padding counts as elements, as in PyTorch.</param>
public abstract partial record AveragePooling(
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    bool Ceiling = false,
    bool CountPadding = false
) : Layer
{
    /// <summary>Gets how many axes lie behind batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x) =>
        Filtering.Require(x, GetType().Name, Axes).AveragePool(Kernel, Stride, Padding, null, Ceiling, CountPadding);
}

/// <summary>The mean of each window: [batch, channels, length] to the same with an element for each window.</summary>
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

/// <summary>The mean of each window: [batch, channels, height, width] to the same with an element for each window.</summary>
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

/// <summary>The mean of each window: [batch, channels, depth, height, width] to the same with an element for each window.</summary>
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
