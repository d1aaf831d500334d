namespace FunctionalNet;

/// <summary>Evenly from a share of another schedule's first rate up to that rate, then that schedule from its start.</summary>
/// <remarks>PyTorch: LinearLR before another in a SequentialLR. <see cref="WarmupCosine"/> is this before <see cref="CosineDecay"/>.</remarks>
/// <param name="Steps">The number of steps up to the first rate.</param>
/// <param name="Next">The schedule behind the warm-up.</param>
/// <param name="First">The share of its first rate to start from.</param>
public sealed record Warmup(int Steps, Schedule Next, double First = 0) : Schedule
{
    /// <summary>Gets the schedule behind the warm-up.</summary>
    public Schedule Next
    {
        get;
        init => field = Nesting.Part(value);
    } = Nesting.Part(Next);

    /// <summary>Gets the number of steps up to the first rate.</summary>
    public int Steps { get; } = Ranges.Number(Steps);

    /// <summary>Gets the share of its first rate to start from.</summary>
    public double First { get; } = Ranges.Share(First);

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var share = (First + (step * ((1 - First) / Math.Max(1, Steps)))).Min(1);
        return Next.At((step - Steps).Max(0)) * share;
    }
}

/// <content>Warmup.</content>
public static partial class Net
{
    /// <summary>Evenly from a share of another schedule's first rate up to that rate, then that schedule from its start.</summary>
    /// <example><code>Transform adam = Adam(Warmup(200, ExponentialDecay(1e-3, factor: 0.999)));</code></example>
    public static Schedule Warmup(int steps, Schedule next, double first = 0)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new Warmup(steps, next, first);
    }
}
