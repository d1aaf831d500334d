namespace FunctionalNet;

/// <summary>The learning rate that the updates of a parameter were multiplied by on their way through a chain, as an expression of the step.</summary>
internal readonly record struct AppliedRate
{
    private readonly Expr? scheduled;
    private readonly Expr? factor;

    private AppliedRate(Expr? scheduled, Expr? factor, Expr? condition) =>
        (this.scheduled, this.factor, Condition) = (scheduled, factor, condition);

    /// <summary>Gets the rate, a scalar; null where there is none.</summary>
    public Expr? Value => scheduled is null || factor is null ? scheduled : scheduled * factor;

    /// <summary>Gets in which steps it is applied: a bool scalar; null for all.</summary>
    public Expr? Condition { get; }

    /// <summary>This with the rate of a schedule, applied in the steps in which the slots of a scope go on.</summary>
    public AppliedRate By(Expr rate, Scope scope) => new(rate, factor, scope.Condition);

    /// <summary>This times a factor that is no rate by itself.</summary>
    public AppliedRate Times(Expr by) => new(scheduled, factor is null ? by : factor * by, Condition);

    /// <summary>What is left of it behind a rule whose steps have lengths of their own: 1 where there was a rate, and no factor.</summary>
    public AppliedRate Normalized() => new(scheduled is null ? null : 1, null, Condition);
}
