namespace FunctionalNet;

/// <summary>A constant rate.</summary>
/// <param name="Rate">η.</param>
/// <example><code>Transform sgd = Sgd(ConstantRate(0.1)); // or Sgd(0.1)</code></example>
public sealed partial record ConstantRate([NotNegative] double Rate) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => Rate;
}
