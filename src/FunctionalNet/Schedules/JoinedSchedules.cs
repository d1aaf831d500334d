namespace FunctionalNet;

/// <summary>One schedule, and after a number of steps another from its start.</summary>
/// <remarks>PyTorch: SequentialLR. Optax: join_schedules.</remarks>
/// <param name="First">The schedule of the first steps.</param>
/// <param name="Boundary">Their number.</param>
/// <param name="Next">The following schedule; its step 0 is the one after them.</param>
public sealed partial record JoinedSchedules(Schedule First, [Number] int Boundary, Schedule Next) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);

        // The schedule that is not selected is evaluated within its domain.
        return (step < Boundary).Where(First.At(step.Min(Boundary)), Next.At((step - Boundary).Max(0)));
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{ScheduleProduct.Factor(First)}.Then({Boundary}, {Next})";
}

/// <content>JoinedSchedules.</content>
public abstract partial record Schedule
{
    /// <summary>This schedule for a number of steps, then another from its start.</summary>
    /// <param name="after">The number of steps of this one.</param>
    /// <param name="next">The following schedule.</param>
    /// <example><code>Schedule rate = ConstantRate(0.1).Then(1_000, CosineDecay(0.1, total: 9_000));</code></example>
    public Schedule Then(int after, Schedule next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new JoinedSchedules(this, after, next);
    }
}
