namespace FunctionalNet;

/// <summary>Convolution over the axes after batch and channels: y = x * W + b.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [filters, channels / groups, sizes of the kernel], <c>bias</c> [filters]. ONNX: Conv and Add. PyTorch's layers
/// have other initializers and no <see cref="Padding.Same"/> with a stride.
/// </remarks>
/// <param name="Filters">The number of output channels.</param>
/// <param name="Kernel">The kernel size, one number or one per axis.</param>
/// <param name="Stride">The stride; 1 if absent.</param>
/// <param name="Padding">The zero padding of the input; none if absent.</param>
/// <param name="Dilation">The dilation, the spacing of kernel elements; 1 if absent.</param>
/// <param name="Groups">The number of groups of channels and filters; the number of channels for a depthwise convolution.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Weight">The initializer of the filters; Glorot uniform if absent.</param>
public abstract partial record Convolution(
    [Count] int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    [Count] int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : Layer
{
    /// <summary>Gets the number of axes after batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x)
    {
        var weight = ConvolutionParameters.Weight(scope, x, GetType().Name, Axes, Filters, Kernel, Groups, Weight);
        var y = x.Conv(weight, Stride, Padding, Dilation, Groups);
        return ConvolutionParameters.Biased(scope, y, Bias);
    }
}

/// <summary>Convolution: [batch, channels, length] to [batch, filters, length], y = x * W + b.</summary>
/// <inheritdoc cref="Convolution"/>
/// <example><code>Layer model = Conv1d(16, 5, padding: Padding.Same) >> Relu() >> GlobalAveragePool() >> Flatten() >> Dense(4);</code></example>
public sealed partial record Conv1d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : Convolution(Filters, Kernel, Stride, Padding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 1;
}

/// <summary>Convolution: [batch, channels, height, width] to [batch, filters, height, width], y = x * W + b.</summary>
/// <inheritdoc cref="Convolution"/>
/// <example><code>Layer model = Conv2d(32, 3, padding: Padding.Same) >> Relu() >> MaxPool2d(2) >> Flatten() >> Dense(10);</code></example>
public sealed partial record Conv2d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : Convolution(Filters, Kernel, Stride, Padding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 2;
}

/// <summary>Convolution: [batch, channels, depth, height, width] to [batch, filters, depth, height, width], y = x * W + b.</summary>
/// <inheritdoc cref="Convolution"/>
/// <example><code>Layer model = Conv3d(8, (1, 3, 3)) >> Relu() >> GlobalAveragePool() >> Flatten() >> Dense(2);</code></example>
public sealed partial record Conv3d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : Convolution(Filters, Kernel, Stride, Padding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 3;
}
