namespace FunctionalNet;

/// <summary>
/// [batch, channels, ...] normalized over each group of channels of each sample, then scaled and shifted by channel; the shape
/// of the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels]. One group is layer norm over all but the batch. Wu and He, "Group
/// Normalization", 2018.
/// </remarks>
/// <param name="Groups">The number of groups, which divides the channels.</param>
/// <param name="Epsilon">What is added to the variance, inside of the root.</param>
public sealed record GroupNorm(int Groups, double Epsilon = 1e-5) : Layer
{
    /// <summary>Gets the number of groups, which divides the channels.</summary>
    public int Groups { get; } = Ranges.Count(Groups);

    /// <summary>Gets what is added to the variance, inside of the root.</summary>
    public double Epsilon { get; } = Ranges.NotNegative(Epsilon);

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = BatchNorm.ScaleAndBias(nameof(GroupNorm), scope, x);
        return x.GroupNormalization(scale, bias, Groups, Epsilon);
    }
}

/// <content>GroupNorm.</content>
public static partial class Net
{
    /// <summary>[batch, channels, ...] normalized over each group of channels of each sample; the shape of the input.</summary>
    /// <example><code>Layer norm = GroupNorm(groups: 4);</code></example>
    /// <inheritdoc cref="FunctionalNet.GroupNorm"/>
    public static Layer GroupNorm(int groups, double epsilon = 1e-5) => new GroupNorm(groups, epsilon);
}
