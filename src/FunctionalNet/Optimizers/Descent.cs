namespace FunctionalNet;

/// <summary>What turns a gradient into a step down: one learning rate on the way, no more.</summary>
/// <param name="Rates">How many there are.</param>
/// <param name="IsKnown">Whether nothing else may turn the sign, such as a negative factor or a transform of a user.</param>
internal readonly record struct Descent(int Rates, bool IsKnown)
{
    /// <summary>Gets what keeps the sign.</summary>
    public static Descent None => new(0, true);

    /// <summary>Gets a learning rate.</summary>
    public static Descent Rate => new(1, true);

    /// <summary>Gets what may do either.</summary>
    public static Descent Unknown => new(0, false);

    /// <summary>One behind the other.</summary>
    public static Descent operator +(Descent first, Descent second) =>
        new(first.Rates + second.Rates, first.IsKnown && second.IsKnown);

    /// <summary>Refuses an optimizer that goes up where it is to go down.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="parameter">The parameter that it moves; null before parameters are known.</param>
    /// <exception cref="ArgumentException">There is no learning rate, or there are several.</exception>
    public static void Check(Transform optimizer, Expr? parameter = null)
    {
        var found = optimizer.Descends(parameter);
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
                $"{optimizer} has no learning rate{of}: its steps would go up the loss. Repair: put ScaleByLearningRate(rate) behind it, or Scale(-1) where the steps have their lengths.",
                nameof(optimizer)
            );
        }
    }
}
