namespace FunctionalNet;

/// <summary>From the rate down to the last one: η₁ + (η - η₁) (1 - step / total)ᵖ, then constant. Linear for p = 1.</summary>
/// <remarks>PyTorch: PolynomialLR. Optax: polynomial_schedule.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Total">The number of steps until the last rate.</param>
/// <param name="Power">p.</param>
/// <param name="Last">η₁, the rate in the end.</param>
public sealed record PolynomialDecay(double Rate, int Total, double Power = 1, double Last = 0) : Schedule
{
    /// <summary>Gets η, at the start.</summary>
    public double Rate { get; } = Ranges.NotNegative(Rate);

    /// <summary>Gets the number of steps until the last rate.</summary>
    public int Total { get; } = Ranges.Count(Total);

    /// <summary>Gets p.</summary>
    public double Power { get; } = Ranges.NotNegative(Power);

    /// <summary>Gets η₁, the rate in the end.</summary>
    public double Last { get; } = Ranges.NotNegative(Last);

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        var rest = ((Total - step) / Total).Max(0);
        return Last + ((Rate - Last) * (Power.Equals(1) ? rest : rest.Pow(Power)));
    }
}

/// <content>PolynomialDecay.</content>
public static partial class Net
{
    /// <summary>From the rate down to the last one: η₁ + (η - η₁) (1 - step / total)ᵖ, then constant. Linear for p = 1.</summary>
    /// <example><code>Transform adam = Adam(PolynomialDecay(1e-3, total: 10_000, power: 2));</code></example>
    public static Schedule PolynomialDecay(double rate, int total, double power = 1, double last = 0) =>
        new PolynomialDecay(rate, total, power, last);
}
