namespace FunctionalNet;

/// <summary>The mean of each window over the axes behind batch and channels.</summary>
/// <remarks>ONNX: AveragePool.</remarks>
/// <param name="Kernel">The size of a window, one number or one for each axis.</param>
/// <param name="Stride">The distance of windows; the kernel if absent.</param>
/// <param name="Padding">The zeros around the input, below the kernel; none if absent.</param>
/// <param name="Ceiling">Whether the last window may stand out, as long as it begins inside.</param>
/// <param name="CountPadding">Whether the padding counts as elements, as in PyTorch.</param>
public abstract record AveragePooling(
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
public sealed record AveragePool1d(
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
public sealed record AveragePool2d(
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
public sealed record AveragePool3d(
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

/// <content>AveragePool.</content>
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

    /// <summary>The mean of each window: [batch, channels, height, width] to the same with an element for each window.</summary>
    /// <example><code>Layer half = AveragePool2d(2); // [batch, 8, 28, 28] to [batch, 8, 14, 14]</code></example>
    /// <inheritdoc cref="FunctionalNet.AveragePool2d"/>
    public static Layer AveragePool2d(
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        bool ceiling = false,
        bool countPadding = false
    ) => new AveragePool2d(kernel, stride, padding, ceiling, countPadding);

    /// <summary>The mean of each window: [batch, channels, depth, height, width] to the same with an element for each window.</summary>
    /// <example><code>Layer half = AveragePool3d(2); // [batch, 8, 16, 28, 28] to [batch, 8, 8, 14, 14]</code></example>
    /// <inheritdoc cref="FunctionalNet.AveragePool3d"/>
    public static Layer AveragePool3d(
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        bool ceiling = false,
        bool countPadding = false
    ) => new AveragePool3d(kernel, stride, padding, ceiling, countPadding);
}
