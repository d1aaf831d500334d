namespace FunctionalNet;

/// <summary>
/// The learning rate by which the updates of a parameter have been multiplied in a chain of transforms, as an expression of the step.
/// </summary>
internal readonly record struct AppliedRate
{
    private readonly Expr? scheduled;
    private readonly Expr? factor;

    private AppliedRate(Expr? scheduled, Expr? factor, Expr? condition) =>
        (this.scheduled, this.factor, Condition) = (scheduled, factor, condition);

    /// <summary>Gets the rate, a scalar; null if there is none.</summary>
    public Expr? Value => scheduled is null || factor is null ? scheduled : scheduled * factor;

    /// <summary>Gets the condition of the steps in which it is applied, a bool scalar; null for all.</summary>
    public Expr? Condition { get; }

    /// <summary>This times the rate of a schedule, applied in the steps in which a scope updates its slots.</summary>
    public AppliedRate By(Expr rate, Scope scope) => new(rate, factor, scope.Condition);

    /// <summary>This times a factor that is not a rate of its own.</summary>
    public AppliedRate Times(Expr by) => new(scheduled, factor is null ? by : factor * by, Condition);

    /// <summary>The rate after a transform whose update size does not depend on it: 1 if there was a rate, and without factors.</summary>
    public AppliedRate Normalized() => new(scheduled is null ? null : 1, null, Condition);
}
