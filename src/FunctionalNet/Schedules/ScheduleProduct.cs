namespace FunctionalNet;

/// <summary>The product of two schedules, or of a number and a schedule.</summary>
/// <remarks>PyTorch: ChainedScheduler.</remarks>
/// <param name="Left">One factor.</param>
/// <param name="Right">The other.</param>
public sealed partial record ScheduleProduct(Schedule Left, Schedule Right) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => Left.At(step) * Right.At(step);

    /// <inheritdoc/>
    protected override string Describe() => $"{Left} * {Factor(Right)}";

    /// <summary>The text of a schedule as an operand: a product in parentheses.</summary>
    internal static string Factor(Schedule schedule) => schedule is ScheduleProduct ? $"({schedule})" : $"{schedule}";
}

/// <content>Products.</content>
public abstract partial record Schedule
{
    /// <summary>The product of two schedules; a number is a schedule too.</summary>
    /// <example><code>Schedule half = 0.5 * CosineDecay(0.1, total: 1_000);</code></example>
    public static Schedule operator *(Schedule left, Schedule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new ScheduleProduct(left, right);
    }
}
