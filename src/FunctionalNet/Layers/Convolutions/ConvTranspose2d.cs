namespace FunctionalNet;

/// <summary>Transposed convolution: [batch, channels, height, width] to [batch, filters, height, width], which grows with the stride.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [channels, filters / groups, height, width of the kernel], <c>bias</c> [filters]. ONNX: ConvTranspose and Add.
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
public sealed record ConvTranspose2d(
    int Filters,
    PerAxis Kernel,
    PerAxis? Stride = null,
    Padding? Padding = null,
    PerAxis? OutputPadding = null,
    PerAxis? Dilation = null,
    int Groups = 1,
    bool Bias = true,
    Initializer? Weight = null
) : Layer
{
    /// <summary>Gets the channels of the output.</summary>
    public int Filters { get; } = Ranges.Count(Filters);

    /// <summary>Gets into how many groups channels and filters fall.</summary>
    public int Groups { get; } = Ranges.Count(Groups);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var weight = Filtering.Weight(
            scope,
            x,
            nameof(ConvTranspose2d),
            2,
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

/// <content>ConvTranspose2d.</content>
public static partial class Net
{
    /// <summary>Transposed convolution: [batch, channels, height, width] to [batch, filters, height, width], which grows with the stride.</summary>
    /// <example><code>Layer decoder = ConvTranspose2d(16, 4, stride: 2, padding: Padding.Same) >> Relu() >> Conv2d(1, 3, padding: 1);</code></example>
    /// <inheritdoc cref="FunctionalNet.ConvTranspose2d"/>
    public static Layer ConvTranspose2d(
        int filters,
        PerAxis kernel,
        PerAxis? stride = null,
        Padding? padding = null,
        PerAxis? outputPadding = null,
        PerAxis? dilation = null,
        int groups = 1,
        bool bias = true,
        Initializer? weight = null
    ) => new ConvTranspose2d(filters, kernel, stride, padding, outputPadding, dilation, groups, bias, weight);
}
