namespace FunctionalNet;

/// <summary>
/// Cosine decay from the rate to the final one with warm restarts: η₁ + (η - η₁) (1 + cos(π s / T)) / 2 at s steps since the last restart,
/// where each period T is a multiple of the previous one.
/// </summary>
/// <remarks>PyTorch: CosineAnnealingWarmRestarts. Optax: sgdr_schedule. Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.</remarks>
/// <param name="Rate">η, after each restart.</param>
/// <param name="Period">The number of steps until the first restart.</param>
/// <param name="Multiply">The ratio of each period to the previous one; at least 1.</param>
/// <param name="Last">η₁, the rate before each restart.</param>
/// <example><code>Transform sgd = Sgd(CosineRestarts(0.1, period: 1_000, multiply: 2));</code></example>
public sealed partial record CosineRestarts(
    [NotNegative] double Rate,
    [Count] int Period,
    [Count] int Multiply = 1,
    [NotNegative] double Last = 0
) : Schedule
{
    // More steps than any training takes: forty restarts, if each period is twice as long.
    private const long Countable = 1L << 40;

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (since, period) = Multiply == 1 ? (step.Mod(Period), Period) : Current(step);
        return Last + ((Rate - Last) * ((period - since) / period * (Math.PI / 2)).Sin().Pow(2));
    }

    // By comparison with all countable restarts: a logarithm would be off by one at some of them.
    private (Expr Since, Expr Period) Current(Expr step)
    {
        List<double> restarts = [];
        List<double> lengths = [];
        for (long length = Period, at = length; at < Countable; length *= Multiply, at += length)
        {
            restarts.Add(at);
            lengths.Add(length);
        }

        if (restarts.Count == 0)
        {
            return (step, Period);
        }

        var shape = Shape.Of(restarts.Count);
        var past = Ops.Constant(shape, [.. restarts]).LessOrEqual(step);
        var start = past.Where(Ops.Constant(shape, [.. restarts]), 0).ReduceMax();
        var period = past.Where(Ops.Constant(shape, [.. lengths.Select(length => length * Multiply)]), Period)
            .ReduceMax();
        return (step - start, period);
    }
}
