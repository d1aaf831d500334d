namespace FunctionalNet;

/// <summary>
/// The number of learning rates in a chain: exactly one must be there, since each turns the sign, and a step descends.
/// </summary>
/// <param name="Rates">The number of learning rates.</param>
/// <param name="IsKnown">Whether nothing else can change the sign, such as a negative factor or a custom transform.</param>
internal readonly record struct RateCount(int Rates, bool IsKnown)
{
    /// <summary>Gets the value of transforms without a rate, which preserve the sign.</summary>
    public static RateCount None => new(0, true);

    /// <summary>Gets the value of a learning rate.</summary>
    public static RateCount Rate => new(1, true);

    /// <summary>Gets the value of transforms of which it is unknown.</summary>
    public static RateCount Unknown => new(0, false);

    /// <summary>The value of two transforms in sequence.</summary>
    public static RateCount operator +(RateCount first, RateCount second) =>
        new(first.Rates + second.Rates, first.IsKnown && second.IsKnown);

    /// <summary>Rejects an optimizer that would increase the loss.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="parameter">A parameter that it updates; null before parameters are known.</param>
    /// <exception cref="ArgumentException">There is no learning rate, or there are several.</exception>
    public static void Check(Transform optimizer, Expr? parameter = null)
    {
        var found = optimizer.CountRates(parameter);
        var of = parameter is null ? string.Empty : $" for {parameter.Variable!.Path}";
        if (found.Rates > 1)
        {
            throw new ArgumentException(
                $"{optimizer} has {found.Rates} learning rates{of}, each of which turns the sign of the step. Repair: keep one; Scale and ScaleBySchedule multiply as well.",
                nameof(optimizer)
            );
        }

        if (found is { Rates: 0, IsKnown: true })
        {
            throw new ArgumentException(
                $"{optimizer} has no learning rate{of}: its steps would increase the loss. Repair: append ScaleByLearningRate(rate), or Scale(-1) if the steps already have their sizes.",
                nameof(optimizer)
            );
        }
    }
}
