namespace FunctionalNet;

/// <summary>From the rate down to the last one along half a cosine: η₁ + (η - η₁) (1 + cos(π step / total)) / 2, then constant.</summary>
/// <remarks>Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Total">The number of steps until the last rate.</param>
/// <param name="Last">η₁, the rate in the end.</param>
public sealed record CosineDecay(double Rate, int Total, double Last = 0) : Schedule
{
    /// <summary>Gets η, at the start.</summary>
    public double Rate { get; } = Ranges.NotNegative(Rate);

    /// <summary>Gets the number of steps until the last rate.</summary>
    public int Total { get; } = Ranges.Count(Total);

    /// <summary>Gets η₁, the rate in the end.</summary>
    public double Last { get; } = Ranges.NotNegative(Last);

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);

        // (1 + cos x) / 2 = sin²((π - x) / 2), which is exact next to the end too.
        return Last + ((Rate - Last) * ((Total - step).Max(0) * (Math.PI / 2 / Total)).Sin().Pow(2));
    }
}

/// <content>CosineDecay.</content>
public static partial class Net
{
    /// <summary>From the rate down to the last one along half a cosine: η₁ + (η - η₁) (1 + cos(π step / total)) / 2, then constant.</summary>
    /// <example><code>Transform adam = Adam(CosineDecay(1e-3, total: 10_000));</code></example>
    public static Schedule CosineDecay(double rate, int total, double last = 0) => new CosineDecay(rate, total, last);
}
