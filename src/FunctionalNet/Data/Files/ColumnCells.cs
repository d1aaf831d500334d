using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using static System.FormattableString;

namespace FunctionalNet;

/// <summary>What the cells of a column are, as far as they have been read.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="schema">How cells are written.</param>
internal sealed class ColumnCells(string name, CsvSchema schema)
{
    private const int MaxValues = 1_000;
    private const int MaxCharacters = 1 << 24;

    private readonly SortedSet<string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(schema.Missing, StringComparer.Ordinal);
    private long numbers;
    private long commas;
    private long others;
    private (string Cell, long Line)? comma;
    private (string Cell, long Line)? other;
    private long separated;
    private (char Separator, long Line)? separator;
    private long characters;
    private (string Cell, long Line)? broken;

    /// <summary>Gets the name of the column.</summary>
    public string Name => name;

    private bool AreMany => values.Count > MaxValues || characters > MaxCharacters;

    /// <summary>Takes note of a cell.</summary>
    public void Add(CsvReader csv, int place)
    {
        var text = csv.GetString(place);
        if (missing.Contains(text))
        {
            return;
        }

        if (!AreMany && values.Add(text))
        {
            characters += text.Length;
        }

        var cell = csv.GetSpan(place);
        if (broken is null && !Utf8.IsValid(cell))
        {
            broken = (text, csv.LineNumber);
        }

        if (NumberCell.TryRead(csv, place, schema.DecimalComma, out _))
        {
            numbers++;
        }
        else if (!schema.DecimalComma && NumberCell.HasComma(cell))
        {
            commas++;
            comma ??= (text, csv.LineNumber);
        }
        else
        {
            others++;
            other ??= (text, csv.LineNumber);
            if (NumberCell.Separator(cell) is { } between)
            {
                separated++;
                separator ??= (between, csv.LineNumber);
            }
        }
    }

    /// <summary>Why no column holds them; null if one does.</summary>
    /// <param name="isLabel">Whether it is a label although it is of numbers.</param>
    public string? Wrong(bool isLabel) =>
        AreValues(isLabel) ? WrongValues()
        : other is { } odd
            ? $"column {name}: {Counted(numbers + commas, "number")} and {Odd(odd)}; correct it, say that it is Missing, or declare the column"
        : comma is { } first
            ? $"column {name}: '{CsvCell.Shown(first.Cell)}' in line {first.Line} has a decimal comma, it seems: set DecimalComma"
        : null;

    /// <summary>The column that holds them.</summary>
    /// <param name="isTarget">Whether it is the target.</param>
    /// <param name="isLabel">Whether it is a label although it is of numbers.</param>
    public Column Column(bool isTarget, bool isLabel) =>
        !AreValues(isLabel) ? FunctionalNet.Column.Number(name, isTarget ? null : double.NaN)
        : isTarget ? FunctionalNet.Column.Ordinal(name, Sorted())
        : FunctionalNet.Column.Category(name, values);

    private static string Counted(long count, string thing) =>
        Invariant($"{count:N0} {thing}{(count == 1 ? string.Empty : "s")}");

    private string? WrongValues() =>
        separator is { } between && separated == others && schema.Separator is null
            ? $"column {name}: '{between.Separator}' stands between numbers in line {between.Line}, as a separator would: set Separator"
        : broken is { } odd
            ? $"column {name}: '{CsvCell.Shown(odd.Cell)}' in line {odd.Line} is no text in UTF-8: save the file as such"
        : AreMany
            ? Invariant($"column {name} has more than {MaxValues:N0} values, or very long ones, and is not of numbers")
        : null;

    private bool AreValues(bool isLabel) => isLabel || (numbers + commas <= others && others > 0);

    private string Odd((string Cell, long Line) odd) =>
        others == 1
            ? $"'{CsvCell.Shown(odd.Cell)}' in line {odd.Line}"
            : $"{Counted(others, "cell")} that are none, the first '{CsvCell.Shown(odd.Cell)}' in line {odd.Line}";

    // Labels 0, 1, ..., 10 in the order of numbers.
    private IEnumerable<string> Sorted()
    {
        var ranked = values.Select(value => (Text: value, Number: Number(value))).ToArray();
        return ranked.All(value => value.Number is not null)
            ? ranked.OrderBy(value => value.Number).Select(value => value.Text)
            : values;
    }

    private double? Number(string text) =>
        double.TryParse(
            schema.DecimalComma ? text.Replace(',', '.') : text,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
