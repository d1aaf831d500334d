namespace FunctionalNet;

/// <summary>Cosine decay from the rate to the final one: η₁ + (η - η₁) (1 + cos(π step / total)) / 2, then constant.</summary>
/// <remarks>Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Total">The number of steps to the final rate.</param>
/// <param name="Last">η₁, the final rate.</param>
/// <example><code>Transform adam = Adam(CosineDecay(1e-3, total: 10_000));</code></example>
public sealed partial record CosineDecay([NotNegative] double Rate, [Count] int Total, [NotNegative] double Last = 0)
    : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);

        // (1 + cos x) / 2 = sin²((π - x) / 2), which is accurate near the end, too.
        return Last + ((Rate - Last) * ((Total - step).Max(0) * (Math.PI / 2 / Total)).Sin().Pow(2));
    }
}
