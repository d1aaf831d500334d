namespace FunctionalNet;

/// <summary>
/// [batch, channels, places, ...] normalized over each channel of each sample, then scaled and shifted by channel; the shape of
/// the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels], if they are wanted. PyTorch's has them only where it is told to be affine. Ulyanov, Vedaldi
/// and Lempitsky, "Instance Normalization", 2016.
/// </remarks>
/// <param name="Epsilon">What is added to the variance, inside of the root.</param>
/// <param name="Scale">Whether to multiply by a scale, which starts at 1.</param>
/// <param name="Bias">Whether to add a bias, which starts at 0.</param>
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
