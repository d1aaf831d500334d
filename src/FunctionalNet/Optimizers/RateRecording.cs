namespace FunctionalNet;

/// <summary>Records the factors of updates, so that the reported learning rate is the one that is applied.</summary>
internal static class RateRecording
{
    /// <summary>Records that updates were multiplied by the learning rate.</summary>
    public static void Rated(this Scope scope, IEnumerable<Update> updates, Expr rate) =>
        scope.Change(updates, known => known.By(rate, scope));

    /// <summary>Records that updates were multiplied by a factor that is not a learning rate.</summary>
    public static void Scaled(this Scope scope, IEnumerable<Update> updates, Expr factor) =>
        scope.Change(updates, known => known.Times(factor));

    /// <summary>Records that the norm of updates does not depend on that of the incoming ones: earlier factors have no effect.</summary>
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
