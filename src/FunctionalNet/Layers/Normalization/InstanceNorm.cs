namespace FunctionalNet;

/// <summary>
/// [batch, channels, places, ...] normalized over each channel of each sample, then scaled and shifted by channel; the shape of
/// the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels]. PyTorch's InstanceNorm has them only where it is told to be affine. Ulyanov, Vedaldi
/// and Lempitsky, "Instance Normalization", 2016.
/// </remarks>
/// <param name="Epsilon">What is added to the variance, inside of the root.</param>
/// <example><code>Layer norm = InstanceNorm();</code></example>
public sealed partial record InstanceNorm([NotNegative] double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = BatchNorm.ScaleAndBias(nameof(InstanceNorm), scope, x);
        return x.InstanceNormalization(scale, bias, Epsilon);
    }
}
