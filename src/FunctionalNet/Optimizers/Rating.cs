namespace FunctionalNet;

/// <summary>How transforms tell by what they multiply updates, so that the rate that is told is the one that is applied.</summary>
internal static class Rating
{
    /// <summary>Updates were multiplied by the learning rate.</summary>
    public static void Rated(this Scope scope, IEnumerable<Update> updates, Expr rate) =>
        scope.Change(updates, known => known.By(rate, scope));

    /// <summary>Updates were multiplied by a factor that is no learning rate by itself.</summary>
    public static void Scaled(this Scope scope, IEnumerable<Update> updates, Expr factor) =>
        scope.Change(updates, known => known.Times(factor));

    /// <summary>Updates have a length that does not depend on that of the incoming ones: what was multiplied before is lost.</summary>
    public static void Normalized(this Scope scope, IEnumerable<Update> updates) =>
        scope.Change(updates, known => known.Normalized());

    private static void Change(this Scope scope, IEnumerable<Update> updates, Func<AppliedRate, AppliedRate> change)
    {
        foreach (var update in updates)
        {
            scope.ChangeRate(update.Path, change);
        }
    }
}
