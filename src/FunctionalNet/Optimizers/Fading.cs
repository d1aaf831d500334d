namespace FunctionalNet;

/// <summary>Moving means that fade out when gradients are exactly 0, without ever becoming denormal.</summary>
/// <remarks>
/// A processor takes many times longer for a product that is denormal, below 1.2e-38 in float32, and a mean that is multiplied by
/// 0.9 in each step gets there after 800 steps with a gradient of 0, as that of a dead unit.
/// </remarks>
internal static class Fading
{
    // Above the least normal float32 by enough that a further product with a decay is normal, and far below what a weight notices.
    private const double Least = 1e-36;

    /// <summary>Says that a slot goes on with <paramref name="next"/>, or with 0 where that is next to nothing. NaN stays NaN.</summary>
    /// <returns>What the slot goes on with.</returns>
    public static Expr Fade(this Scope scope, Expr slot, Expr next)
    {
        var rest = (next.Abs() < Least).Where(0, next);
        scope.Next(slot, rest);
        return rest;
    }
}
