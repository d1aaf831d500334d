namespace FunctionalNet;

/// <summary>
/// Says of a parameter of a partial record which values it may have, by the name of a rule of <see cref="Ranges"/>. The property that is
/// generated for it looks, where the record is made and where it is changed by <c>with</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal abstract class CheckAttribute : Attribute;

/// <summary>See <see cref="Ranges.Finite"/>.</summary>
internal sealed class FiniteAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.NotNegative"/>.</summary>
internal sealed class NotNegativeAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.Positive"/>.</summary>
internal sealed class PositiveAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.Limit"/>.</summary>
internal sealed class LimitAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.Share"/>.</summary>
internal sealed class ShareAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.BelowOne"/>.</summary>
internal sealed class BelowOneAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.AtLeast"/>.</summary>
internal sealed class AtLeastAttribute(double low) : CheckAttribute
{
    /// <summary>Gets the least that it may be.</summary>
    public double Low => low;
}

/// <summary>See <see cref="Ranges.Count"/>.</summary>
internal sealed class CountAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.Number"/>.</summary>
internal sealed class NumberAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.PowerOfTwo"/>.</summary>
internal sealed class PowerOfTwoAttribute(double min = double.NaN, double max = double.NaN) : CheckAttribute
{
    /// <summary>Gets the least that it may be; the rule's own if it is not said.</summary>
    public double Min => min;

    /// <summary>Gets the most that it may be; the rule's own if it is not said.</summary>
    public double Max => max;
}
