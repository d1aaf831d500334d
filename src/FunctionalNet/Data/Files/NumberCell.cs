using System.Globalization;
using System.Text;
using CsvHelper;

namespace FunctionalNet;

/// <summary>
/// Numbers in the cells of a table: digits with a decimal point, a sign and an exponent, and nothing else. Thousands separators are not
/// supported, and a value outside the range of float32 is not a number.
/// </summary>
internal static class NumberCell
{
    // Longer than any number in practice.
    private const int Longest = 64;

    // .NET ignores trailing NUL characters, which occur in damaged files.
    private const byte Nothing = 0;

    /// <summary>The number in a cell, if it is one.</summary>
    public static bool TryRead(CsvReader csv, int place, bool decimalComma, out float number)
    {
        var cell = csv.GetSpan(place);
        if (decimalComma)
        {
            return TryReadComma(cell, out number) && float.IsFinite(number);
        }

        number = 0;
        return cell.IndexOfAny((byte)',', Nothing) < 0 && csv.TryParse(place, out number) && float.IsFinite(number);
    }

    /// <summary>Whether a cell is a number with a decimal comma, and none with a point.</summary>
    public static bool HasComma(ReadOnlySpan<byte> cell) =>
        cell.Contains((byte)',') && TryReadComma(cell, out var number) && float.IsFinite(number);

    /// <summary>Whether the commas of a cell are placed like thousands separators: 1,134.</summary>
    public static bool IsGrouped(string cell)
    {
        const int Places = 3;
        var groups = cell.Trim().TrimStart('+', '-').Split(',');
        return groups.Length > 1
            && groups[0].Length is > 0 and <= Places
            && groups[0] != "0"
            && Array.TrueForAll(groups, group => group.All(char.IsAsciiDigit))
            && groups.Skip(1).All(group => group.Length == Places);
    }

    /// <summary>The number of a cell in float64; null for text.</summary>
    public static double? Number(string text, bool decimalComma) =>
        double.TryParse(
            decimalComma ? text.Replace(',', '.') : text,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    /// <summary>The character that separates several numbers in a cell; null if none does.</summary>
    public static char? Separator(ReadOnlySpan<byte> cell)
    {
        foreach (var separator in ";\t|"u8)
        {
            if (cell.Contains(separator) && AreNumbers(cell, separator))
            {
                return (char)separator;
            }
        }

        return null;
    }

    /// <summary>Why a cell is not a number.</summary>
    public static string Problem(ReadOnlySpan<byte> cell, bool decimalComma) =>
        decimalComma && cell.Contains((byte)'.') ? "not a number with a decimal comma"
        : !decimalComma && HasComma(cell)
            ? "not a number: leave a comma between thousands out; if it is a decimal comma, set DecimalComma"
        : Separator(cell) is { } between ? $"not a number, for it contains '{between}' like a separator"
        : !cell.Contains(Nothing) && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? "not a finite number of 32 bits"
        : NumberNotation.Of(Encoding.UTF8.GetString(cell)) is { } notation ? $"not a number but {notation}"
        : "not a number";

    private static bool TryReadComma(ReadOnlySpan<byte> cell, out float number)
    {
        number = 0;
        if (cell.Length > Longest || cell.IndexOfAny((byte)'.', Nothing) >= 0)
        {
            return false;
        }

        Span<byte> pointed = stackalloc byte[cell.Length];
        cell.CopyTo(pointed);
        if (pointed.IndexOf((byte)',') is >= 0 and var comma)
        {
            pointed[comma] = (byte)'.';
        }

        return float.TryParse(pointed, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static bool AreNumbers(ReadOnlySpan<byte> cell, byte separator)
    {
        foreach (var part in Encoding.UTF8.GetString(cell).Split((char)separator))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }
        }

        return true;
    }
}
