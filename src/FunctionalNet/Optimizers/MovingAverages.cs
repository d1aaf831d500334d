namespace FunctionalNet;

/// <summary>Moving means that fade out when gradients are exactly 0, without ever becoming denormal.</summary>
/// <remarks>
/// Many processors take ten times as long or more for a product that is denormal, below 1.2e-38 in float32, and a mean that is
/// multiplied by 0.9 in each step gets there after 800 steps with a gradient of 0, as that of a dead unit, and stays there.
/// </remarks>
internal static class MovingAverages
{
    // By how much the rounding of β may change 1 - β; for 0.999 it does by 1.3e-5.
    private const double Known = 2e-5;

    /// <summary>Says that a slot goes on with <paramref name="next"/>, or with 0 where that is next to nothing.</summary>
    /// <returns>What the slot goes on with.</returns>
    public static Expr Fade(this Scope scope, Expr slot, Expr next)
    {
        var rest = next.FlushToZero();
        scope.Next(slot, rest);
        return rest;
    }

    /// <summary>
    /// β a + b for a slot a. Where β is so near to 1 that in float32 it would be another one, as a + (b - (1 - β) a), so that a mean is as long
    /// as it should be.
    /// </summary>
    /// <param name="slot">a.</param>
    /// <param name="decay">β.</param>
    /// <param name="more">b; 0 if absent.</param>
    public static Expr Decayed(this Expr slot, double decay, Expr? more = null)
    {
        if (Math.Abs((float)decay - decay) <= Known * (1 - decay))
        {
            return more is null ? decay * slot : (decay * slot) + more;
        }

        // What has become infinite stays so, rather than to be taken from itself.
        var lost = (slot.Abs() < double.PositiveInfinity).Where((1 - decay) * slot, 0);
        return slot + (more is null ? -lost : more - lost);
    }
}
