namespace FunctionalNet;

/// <summary>The terms of a loss before the reduction.</summary>
/// <param name="Values">One term per element or sample, weights included.</param>
/// <param name="Counts">The weight of each term in the mean, of a shape that broadcasts to that of the values; null for 1.</param>
public readonly record struct LossTerms(Expr Values, Expr? Counts = null)
{
    /// <summary>The terms with weights [n, 1, ...] that broadcast to them: a sample of weight 2 is like two samples, one of weight 0 like none.</summary>
    public LossTerms Weighted(Expr weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(weights.Equal(0).Where(0, Values * weights), Counts is null ? weights : Counts * weights);
    }

    /// <summary>Their mean, their sum, or the terms. The mean of terms whose weights sum to 0 is 0.</summary>
    public Expr Reduce(Reduction reduction) =>
        reduction switch
        {
            Reduction.None => Values,
            Reduction.Sum => Values.ReduceSum(),
            _ when Counts is null => Values.ReduceMean(),
            _ => Mean(Values.ReduceSum(), Count),
        };

    /// <summary>Gets the sum of the weights, a scalar.</summary>
    internal Expr Count => Counts?.Expand(Values.Shape).ReduceSum() ?? Values.Shape.Count();

    private static Expr Mean(Expr sum, Expr count) => sum / count.Equal(0).Where(1, count);
}
