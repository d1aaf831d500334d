using System.Globalization;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Numbers as NumPy prints them by default: the fewest digits that tell a number apart, of which at most eight behind the point, in columns
/// of one width with the points below each other; with powers of ten if the largest is 10⁸ or more, the smallest below 10⁻⁴, or their
/// ratio above 1,000.
/// </summary>
internal sealed class AlignedNumbers
{
    private const int Digits = 8;

    private readonly bool isScientific;
    private readonly int left;
    private readonly int right;
    private readonly int powers;

    /// <summary>Initializes a new instance of the <see cref="AlignedNumbers"/> class.</summary>
    /// <param name="numbers">All numbers that are printed.</param>
    public AlignedNumbers(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        double[] sizes = [.. all.Where(double.IsFinite).Select(Math.Abs).Where(size => size > 0)];
        isScientific =
            sizes.Length > 0 && (sizes.Max() >= 1e8 || sizes.Min() < 1e-4 || sizes.Max() / sizes.Min() > 1_000);
        foreach (var parts in all.Where(double.IsFinite).Select(Parts))
        {
            left = Math.Max(left, parts.Whole.Length);
            right = Math.Max(right, parts.Fraction.Length);
            powers = Math.Max(powers, parts.Power.Length);
        }

        var others = all.Where(number => !double.IsFinite(number)).Select(number => Other(number).Length);
        left = Math.Max(left, others.DefaultIfEmpty().Max() - (1 + right + powers));
    }

    /// <summary>A number in the common width.</summary>
    public string Text(double number)
    {
        if (!double.IsFinite(number))
        {
            return Other(number).PadLeft(left + 1 + right + powers);
        }

        var (whole, fraction, power) = Parts(number);
        return isScientific
            ? $"{whole.PadLeft(left)}.{fraction.PadRight(right, '0')}{power[..2]}{power[2..].PadLeft(powers - 2, '0')}"
            : $"{whole.PadLeft(left)}.{fraction.PadRight(right)}";
    }

    /// <summary>A number whose shortest decimal digits are those of its own type: 0.1f is 0.1.</summary>
    public static double Of<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Other(double number) =>
        double.IsNaN(number) ? "nan"
        : number > 0 ? "inf"
        : "-inf";

    private (string Whole, string Fraction, string Power) Parts(double number)
    {
        if (isScientific)
        {
            var text = number.ToString($"E{Digits}", CultureInfo.InvariantCulture).Split('E', '.');
            var power = int.Parse(text[2], CultureInfo.InvariantCulture);
            return (
                text[0],
                text[1].TrimEnd('0'),
                $"e{(power < 0 ? '-' : '+')}{Math.Abs(power).ToString("00", CultureInfo.InvariantCulture)}"
            );
        }

        var parts = decimal.Round(
                decimal.Parse(
                    number.ToString("R", CultureInfo.InvariantCulture),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                ),
                Digits
            )
            .ToString(CultureInfo.InvariantCulture)
            .TrimStart('-')
            .Split('.');
        return (
            $"{(double.IsNegative(number) ? "-" : string.Empty)}{parts[0]}",
            parts.Length > 1 ? parts[1].TrimEnd('0') : string.Empty,
            string.Empty
        );
    }
}
