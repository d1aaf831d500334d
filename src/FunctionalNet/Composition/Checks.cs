namespace FunctionalNet;

/// <summary>
/// Restricts the values of a parameter of a partial record, by the name of a rule of <see cref="Ranges"/>. The generated property checks it
/// when the record is created and when it is changed by <c>with</c>.
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
    /// <summary>Gets the minimum.</summary>
    public double Low => low;
}

/// <summary>See <see cref="Ranges.Count"/>.</summary>
internal sealed class CountAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.Number"/>.</summary>
internal sealed class NumberAttribute : CheckAttribute;

/// <summary>See <see cref="Ranges.PowerOfTwo"/>.</summary>
internal sealed class PowerOfTwoAttribute(double min = double.NaN, double max = double.NaN) : CheckAttribute
{
    /// <summary>Gets the minimum; that of the rule if not given.</summary>
    public double Min => min;

    /// <summary>Gets the maximum; that of the rule if not given.</summary>
    public double Max => max;
}
