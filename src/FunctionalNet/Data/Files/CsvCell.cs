using CsvHelper;

namespace FunctionalNet;

/// <summary>A cell of the record that a reader stands at.</summary>
/// <param name="Csv">The reader.</param>
/// <param name="Place">The place of the cell in the record.</param>
/// <param name="IsMissing">Whether it says that there is no value.</param>
/// <param name="DecimalComma">Whether its number has a decimal comma.</param>
internal readonly record struct CsvCell(CsvReader Csv, int Place, bool IsMissing, bool DecimalComma)
{
    private const int LongestShown = 60;

    /// <summary>As much of a cell as tells which it is.</summary>
    public static string Shown(string cell) => cell.Length > LongestShown ? $"{cell[..LongestShown]}..." : cell;
}
