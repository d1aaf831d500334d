namespace FunctionalNet.Execution;

/// <summary>When a unit may write over what it reads.</summary>
internal static class Aliasing
{
    /// <summary>Whether each element of a source is read by the unit only when the element at its place is written, or not at all.</summary>
    public static bool IsReadInPlace(FusionGroup unit, Expr source) =>
        unit.IsElementwise
        && unit.Members.SelectMany(member => member.Inputs)
            .Where(input => FusionGroup.Source(input) == source)
            .All(input => input.Shape == unit.Shape)
        && (unit.Host is null || unit.Host.Inputs.All(input => FusionGroup.Source(input) != source));
}
