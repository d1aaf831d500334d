using System.Globalization;

namespace FunctionalNet;

/// <summary>
/// A number as it is written, ± 0.DIGITS · 10^EXPONENT, of which no digit is lost: identifiers of more digits than a float64 holds are
/// different labels.
/// </summary>
/// <param name="IsNegative">Whether it is below 0.</param>
/// <param name="Digits">Its digits, without zeros at the ends; none for 0.</param>
/// <param name="Exponent">The power of 10; 0 for 0.</param>
internal readonly record struct ExactNumber(bool IsNegative, string Digits, long Exponent)
{
    /// <summary>The number of a label, so that 1 and 1.0 are equal; null for text.</summary>
    public static ExactNumber? Of(string text, bool decimalComma)
    {
        var number = decimalComma ? text.Replace(',', '.') : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        var parts = number.Trim().TrimEnd('\0').Split('e', 'E');
        var mantissa = parts[0].TrimStart('+', '-').Split('.');
        var digits = string.Concat(mantissa);
        if (
            !digits.All(char.IsAsciiDigit)
            || !long.TryParse(parts.ElementAtOrDefault(1) ?? "0", CultureInfo.InvariantCulture, out var exponent)
        )
        {
            return null;
        }

        var significant = digits.TrimStart('0');
        return significant.Length == 0
            ? new(false, string.Empty, 0)
            : new(
                parts[0].StartsWith('-'),
                significant.TrimEnd('0'),
                exponent + mantissa[0].Length - (digits.Length - significant.Length)
            );
    }

    /// <summary>The order of two numbers: negative if the first is smaller.</summary>
    public static int Compare(ExactNumber left, ExactNumber right) =>
        left.Sign != right.Sign ? left.Sign - right.Sign
        : left.Exponent != right.Exponent ? left.Sign * left.Exponent.CompareTo(right.Exponent)
        : left.Sign * string.CompareOrdinal(left.Digits, right.Digits);

    private int Sign =>
        Digits.Length == 0 ? 0
        : IsNegative ? -1
        : 1;
}
