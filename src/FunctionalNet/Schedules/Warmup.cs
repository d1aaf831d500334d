namespace FunctionalNet;

/// <summary>Linear warm-up from a share of another schedule's first rate to that rate, then that schedule from its start.</summary>
/// <remarks>PyTorch: LinearLR before another in a SequentialLR. <see cref="WarmupCosine"/> is this before <see cref="CosineDecay"/>.</remarks>
/// <param name="Steps">The number of steps to the first rate.</param>
/// <param name="Next">The schedule after the warm-up.</param>
/// <param name="First">The share of its first rate to start from.</param>
/// <example><code>Transform adam = Adam(Warmup(200, ExponentialDecay(1e-3, factor: 0.999)));</code></example>
public sealed partial record Warmup([Number] int Steps, Schedule Next, [Share] double First = 0) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var share = (First + (step * ((1 - First) / Math.Max(1, Steps)))).Min(1);
        return Next.At((step - Steps).Max(0)) * share;
    }
}
