namespace FunctionalNet;

/// <summary>Polynomial decay from the rate to the final one: η₁ + (η - η₁) (1 - step / total)ᵖ, then constant. Linear for p = 1.</summary>
/// <remarks>PyTorch: PolynomialLR. Optax: polynomial_schedule.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Total">The number of steps to the final rate.</param>
/// <param name="Power">p.</param>
/// <param name="Last">η₁, the final rate.</param>
/// <example><code>Transform adam = Adam(PolynomialDecay(1e-3, total: 10_000, power: 2));</code></example>
public sealed partial record PolynomialDecay(
    [NotNegative] double Rate,
    [Count] int Total,
    [NotNegative] double Power = 1,
    [NotNegative] double Last = 0
) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        var rest = ((Total - step) / Total).Max(0);
        return Last + ((Rate - Last) * (Power.Equals(1) ? rest : rest.Pow(Power)));
    }
}
