namespace FunctionalNet;

/// <summary>Moving averages that decay to exactly 0 when gradients are 0, without becoming denormal.</summary>
/// <remarks>
/// Many processors are ten times slower or worse at denormal products, below 1.2e-38 in float32, and a mean that is multiplied by 0.9 in
/// each step becomes denormal after 800 steps with a gradient of 0, as in a dead unit, and stays so.
/// </remarks>
internal static class MovingAverages
{
    // The largest relative error of 1 - β from rounding β; for 0.999 it is 1.3e-5.
    private const double Known = 2e-5;

    /// <summary>Sets the next value of a slot to <paramref name="next"/>, or to 0 if that is negligible.</summary>
    /// <returns>The next value.</returns>
    public static Expr Fade(this Scope scope, Expr slot, Expr next)
    {
        var rest = next.FlushToZero();
        scope.Next(slot, rest);
        return rest;
    }

    /// <summary>
    /// β a + b for a slot a. If β is so close to 1 that rounding it to float32 would change the length of the average, it is computed as a
    /// + (b - (1 - β) a).
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

        // An infinite average stays infinite instead of becoming ∞ - ∞.
        var lost = (slot.Abs() < double.PositiveInfinity).Where((1 - decay) * slot, 0);
        return slot + (more is null ? -lost : more - lost);
    }
}
