namespace FunctionalNet;

/// <summary>A schedule from a function, created by <see cref="Schedule.Of"/>.</summary>
internal sealed record ScheduleFunction(string Name, Func<Expr, Expr> Function) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => Function(step);

    /// <inheritdoc/>
    protected override string Describe() => $"{Name}()";
}
