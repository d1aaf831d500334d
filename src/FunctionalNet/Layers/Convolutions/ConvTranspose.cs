namespace FunctionalNet;

/// <summary>Transposed convolution over the axes after batch and channels; the output is larger than the input by the stride.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [channels, filters / groups, sizes of the kernel], <c>bias</c> [filters]. ONNX: ConvTranspose and Add.
/// </remarks>
/// <param name="Filters">The number of output channels.</param>
/// <param name="Kernel">The kernel size, one number or one per axis.</param>
/// <param name="Stride">The stride; 1 if absent.</param>
/// <param name="Padding">The number of elements removed on both sides of the output; none if absent. <see cref="Padding.Same"/> gives size
/// n stride for n.</param>
/// <param name="OutputPadding">The number of elements appended to the output, from 0 to stride - 1; 0 if absent.</param>
/// <param name="Dilation">The dilation, the spacing of kernel elements; 1 if absent.</param>
/// <param name="Groups">The number of groups of channels and filters.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Weight">The initializer of the filters; Glorot uniform if absent.</param>
public abstract partial record TransposedConvolution(
    [Count] int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? OutputPadding = null,
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
        var weight = ConvolutionParameters.Weight(
            scope,
            x,
            GetType().Name,
            Axes,
            Filters,
            Kernel,
            Groups,
            Weight,
            isTransposed: true
        );
        var y = x.ConvTranspose(weight, Stride, Padding, OutputPadding, Dilation, Groups);
        return ConvolutionParameters.Biased(scope, y, Bias);
    }
}

/// <summary>Transposed convolution: [batch, channels, length] to [batch, filters, length], larger by the stride.</summary>
/// <inheritdoc cref="TransposedConvolution"/>
/// <example><code>Layer decoder = ConvTranspose1d(16, 4, stride: 2, padding: Padding.Same) >> Relu() >> Conv1d(1, 3, padding: 1);</code></example>
public sealed partial record ConvTranspose1d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? OutputPadding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : TransposedConvolution(Filters, Kernel, Stride, Padding, OutputPadding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 1;
}

/// <summary>Transposed convolution: [batch, channels, height, width] to [batch, filters, height, width], larger by the stride.</summary>
/// <inheritdoc cref="TransposedConvolution"/>
/// <example><code>Layer decoder = ConvTranspose2d(16, 4, stride: 2, padding: Padding.Same) >> Relu() >> Conv2d(1, 3, padding: 1);</code></example>
public sealed partial record ConvTranspose2d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? OutputPadding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : TransposedConvolution(Filters, Kernel, Stride, Padding, OutputPadding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 2;
}

/// <summary>
/// Transposed convolution: [batch, channels, depth, height, width] to [batch, filters, depth, height, width], larger by the stride.
/// </summary>
/// <inheritdoc cref="TransposedConvolution"/>
/// <example><code>Layer decoder = ConvTranspose3d(16, 4, stride: 2, padding: Padding.Same) >> Relu() >> Conv3d(1, 3, padding: 1);</code></example>
public sealed partial record ConvTranspose3d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? OutputPadding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : TransposedConvolution(Filters, Kernel, Stride, Padding, OutputPadding, Dilation, Groups, Bias, Weight)
{
    /// <inheritdoc/>
    private protected override int Axes => 3;
}
