namespace FunctionalNet;

/// <summary>Moving means that fade out when gradients are exactly 0, without ever becoming denormal.</summary>
/// <remarks>
/// Many processors take ten times as long or more for a product that is denormal, below 1.2e-38 in float32, and a mean that is
/// multiplied by 0.9 in each step gets there after 800 steps with a gradient of 0, as that of a dead unit, and stays there.
/// </remarks>
internal static class Fading
{
    /// <summary>Says that a slot goes on with <paramref name="next"/>, or with 0 where that is next to nothing.</summary>
    /// <returns>What the slot goes on with.</returns>
    public static Expr Fade(this Scope scope, Expr slot, Expr next)
    {
        var rest = next.Flush();
        scope.Next(slot, rest);
        return rest;
    }
}
