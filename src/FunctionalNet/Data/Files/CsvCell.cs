using CsvHelper;

namespace FunctionalNet;

/// <summary>A cell of the reader's current record.</summary>
/// <param name="Csv">The reader.</param>
/// <param name="Place">The index of the cell in the record.</param>
/// <param name="IsMissing">Whether it is a missing value.</param>
/// <param name="DecimalComma">Whether its number has a decimal comma.</param>
internal readonly record struct CsvCell(CsvReader Csv, int Place, bool IsMissing, bool DecimalComma)
{
    private const int LongestShown = 60;

    /// <summary>An abbreviation that identifies a cell in a message.</summary>
    public static string Shown(string cell) => cell.Length > LongestShown ? $"{cell[..LongestShown]}..." : cell;
}
