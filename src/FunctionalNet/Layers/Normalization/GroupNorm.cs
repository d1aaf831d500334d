namespace FunctionalNet;

/// <summary>
/// [batch, channels, ...] normalized over each group of channels of each sample, then scaled and shifted by channel; the shape
/// of the input.
/// </summary>
/// <remarks>
/// Parameters: <c>scale</c> and <c>bias</c> [channels], if enabled. One group is layer norm over all axes but the batch. Wu and He, "Group
/// Normalization", 2018.
/// </remarks>
/// <param name="Groups">The number of groups, a divisor of the number of channels.</param>
/// <param name="Epsilon">The constant added to the variance under the root.</param>
/// <param name="Scale">Whether to multiply by a scale, initially 1.</param>
/// <param name="Bias">Whether to add a bias, initially 0.</param>
/// <example><code>Layer norm = GroupNorm(groups: 4);</code></example>
public sealed partial record GroupNorm(
    [Count] int Groups,
    [NotNegative] double Epsilon = 1e-5,
    bool Scale = true,
    bool Bias = true
) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        var (scale, bias) = BatchNorm.ScaleAndBias(nameof(GroupNorm), scope, x, Scale, Bias);
        return x.GroupNormalization(scale, bias, Groups, Epsilon);
    }
}
