namespace FunctionalNet;

/// <summary>
/// [batch, channels, ...] normalized over each channel of each sample, then scaled and shifted by channel; the shape of the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels], if enabled. PyTorch's has them only with affine=True. Ulyanov, Vedaldi and
/// Lempitsky, "Instance Normalization", 2016.
/// </remarks>
/// <param name="Epsilon">The constant added to the variance under the root.</param>
/// <param name="Scale">Whether to multiply by a scale, initially 1.</param>
/// <param name="Bias">Whether to add a bias, initially 0.</param>
/// <example><code>Layer norm = InstanceNorm();</code></example>
public sealed partial record InstanceNorm([NotNegative] double Epsilon = 1e-5, bool Scale = true, bool Bias = true)
    : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = BatchNorm.ScaleAndBias(nameof(InstanceNorm), scope, x, Scale, Bias);
        return x.InstanceNormalization(scale, bias, Epsilon);
    }
}
