namespace FunctionalNet.Execution;

/// <summary>When a fusion group may overwrite one of its operands.</summary>
internal static class Aliasing
{
    /// <summary>
    /// Whether the group reads each element of a source only when it writes the element at the same offset, or does not read it at all.
    /// </summary>
    public static bool IsReadInPlace(FusionGroup unit, Expr source) =>
        unit.IsElementwise
        && unit.Members.SelectMany(member => member.Inputs)
            .Where(input => FusionGroup.Source(input) == source)
            .All(input => input.Shape == unit.Shape)
        && (unit.Host is null || unit.Host.Inputs.All(input => FusionGroup.Source(input) != source));
}
