namespace FunctionalNet;

/// <summary>A rate that stays.</summary>
/// <param name="Rate">η.</param>
public sealed record ConstantRate(double Rate) : Schedule
{
    /// <summary>Gets η.</summary>
    public double Rate { get; } = Ranges.NotNegative(Rate);

    /// <inheritdoc/>
    public override Expr At(Expr step) => Rate;
}

/// <content>ConstantRate.</content>
public static partial class Net
{
    /// <summary>A rate that stays.</summary>
    /// <example><code>Transform sgd = Sgd(ConstantRate(0.1)); // or Sgd(0.1)</code></example>
    public static Schedule ConstantRate(double rate) => new ConstantRate(rate);
}
