using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <summary>
/// Range checks for hyperparameters: each returns the value, or throws where the record is created, with the parameter's name and the
/// repair.
/// </summary>
internal static class Ranges
{
    /// <summary>2¹²⁶, the largest power of two that is a float32 and whose reciprocal is a normal one.</summary>
    public const double Largest = 8.507059173023462e37;

    private const double Smallest = 1 / Largest;

    /// <summary>Any number except NaN and the infinities.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) ? value : throw Outside(name, value, "must be a finite number");

    /// <summary>At least 0.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && double.IsFinite(value)
            ? value
            : throw Outside(name, value, "must be a finite number of at least 0");

    /// <summary>Above 0, and finite.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Outside(name, value, "must be a finite number above 0");

    /// <summary>Above 0; infinity means no limit.</summary>
    public static double Limit(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 ? value : throw Outside(name, value, "must be above 0");

    /// <summary>From 0 to 1.</summary>
    public static double Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and <= 1 ? value : throw Outside(name, value, "must lie from 0 to 1");

    /// <summary>From 0 to below 1.</summary>
    public static double BelowOne(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw Outside(name, value, "must lie from 0 to below 1");

    /// <summary>The upper end of an interval that starts at <paramref name="low"/>.</summary>
    public static double NotBelow(
        double low,
        double value,
        [CallerArgumentExpression(nameof(value))] string name = ""
    ) =>
        value >= low && double.IsFinite(value)
            ? value
            : throw Outside(
                name,
                value,
                string.Create(CultureInfo.InvariantCulture, $"must be a finite number of at least {low}")
            );

    /// <summary>The lower end of an interval that ends at <paramref name="high"/>.</summary>
    public static double NotAbove(double high, double value, string name) =>
        value <= high && double.IsFinite(value)
            ? value
            : throw Outside(
                name,
                value,
                string.Create(CultureInfo.InvariantCulture, $"must be a finite number of at most {high}")
            );

    /// <summary>At least <paramref name="low"/>, and finite.</summary>
    public static double AtLeast(double value, double low, string name) => NotBelow(low, value, name);

    /// <summary>An integer of at least 1.</summary>
    public static int Count(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 1 ? value : throw Outside(name, value, "must be at least 1");

    /// <summary>An integer of at least 0.</summary>
    public static int Number(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 ? value : throw Outside(name, value, "must be at least 0");

    /// <summary>
    /// A power of two, so that multiplication by it is exact; unless stated otherwise a normal float32 whose reciprocal is normal too.
    /// </summary>
    public static double PowerOfTwo(
        double value,
        double min = Smallest,
        double max = Largest,
        [CallerArgumentExpression(nameof(value))] string name = ""
    ) =>
        double.IsPow2(value) && value >= min && value <= max
            ? value
            : throw Outside(
                name,
                value,
                min >= 1 ? "must be a power of two of at least 1"
                    : max < 1 ? "must be a power of two below 1"
                    : "must be a power of two that a float32 can be, and its reciprocal too"
            );

    /// <summary>A list of a given length, or of at least one item if no length is given, each of which passes a throwing rule.</summary>
    public static ImmutableArray<T> Each<T>(ImmutableArray<T> values, string name, Action<T> rule, int? count = null)
    {
        if (values.IsDefaultOrEmpty || values.Length != (count ?? values.Length))
        {
            throw new ArgumentException(
                $"{name} has {(values.IsDefault ? 0 : values.Length)} elements, but must have {count?.ToString(CultureInfo.InvariantCulture) ?? "one at least"}.",
                name
            );
        }

        foreach (var value in values)
        {
            rule(value);
        }

        return values;
    }

    /// <summary>Anything but null.</summary>
    public static T Given<T>(T value, string name)
        where T : class => value ?? throw new ArgumentNullException(name);

    /// <summary>The exception for a value that violates a rule.</summary>
    public static ArgumentOutOfRangeException Outside(string name, IFormattable value, string rule) =>
        new(name, value, $"{name} {rule}, but is {value.ToString(null, CultureInfo.InvariantCulture)}.");
}
