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
public sealed record InstanceNorm(double Epsilon = 1e-5) : Layer
{
    /// <summary>Gets what is added to the variance, inside of the root.</summary>
    public double Epsilon { get; } = Ranges.NotNegative(Epsilon);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = BatchNorm.ScaleAndBias(nameof(InstanceNorm), scope, x);
        return x.InstanceNormalization(scale, bias, Epsilon);
    }
}

/// <content>InstanceNorm.</content>
public static partial class Net
{
    /// <summary>[batch, channels, places, ...] normalized over each channel of each sample; the shape of the input.</summary>
    /// <example><code>Layer norm = InstanceNorm();</code></example>
    /// <inheritdoc cref="FunctionalNet.InstanceNorm"/>
    public static Layer InstanceNorm(double epsilon = 1e-5) => new InstanceNorm(epsilon);
}
