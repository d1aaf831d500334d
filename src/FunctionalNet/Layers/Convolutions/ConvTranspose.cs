namespace FunctionalNet;

/// <summary>Transposed convolution over the axes behind batch and channels, which grows with the stride.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [channels, filters / groups, sizes of the kernel], <c>bias</c> [filters]. ONNX: ConvTranspose and Add.
/// </remarks>
/// <param name="Filters">The channels of the output.</param>
/// <param name="Kernel">The size of a filter, one number or one for each axis.</param>
/// <param name="Stride">The distance of windows; 1 if absent.</param>
/// <param name="Padding">What is cut off on both sides; nothing if absent. <see cref="Padding.Same"/> gives n stride for n.</param>
/// <param name="OutputPadding">What is appended, from 0 to stride - 1; 0 if absent.</param>
/// <param name="Dilation">The distance of the places of a window; 1 if absent.</param>
/// <param name="Groups">Into how many groups channels and filters fall.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
/// <param name="Weight">How the filters start; Glorot's uniform distribution if absent.</param>
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
    /// <summary>Gets how many axes lie behind batch and channels.</summary>
    private protected abstract int Axes { get; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x)
    {
        var weight = Filtering.Weight(
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
        return Filtering.Biased(scope, y, Bias);
    }
}

/// <summary>Transposed convolution: [batch, channels, length] to [batch, filters, length], which grows with the stride.</summary>
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

/// <summary>Transposed convolution: [batch, channels, height, width] to [batch, filters, height, width], which grows with the stride.</summary>
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

/// <summary>Transposed convolution: [batch, channels, depth, height, width] to [batch, filters, depth, height, width], which grows with the stride.</summary>
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
