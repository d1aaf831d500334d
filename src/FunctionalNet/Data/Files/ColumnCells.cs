using System.Text.Unicode;
using CsvHelper;
using static System.FormattableString;

namespace FunctionalNet;

/// <summary>The kinds of cells in a column, as far as they have been read.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="schema">How cells are written.</param>
internal sealed class ColumnCells(string name, CsvSchema schema)
{
    private const int MaxValues = 1_000;
    private const int MaxCharacters = 1 << 24;

    // With so few rows, unique values are no evidence.
    private const int FewRows = 3;

    // Of so many labels, one that is no whole number is taken for a mistake; several may be names, such as sizes.
    private const int Whole = 10;

    private readonly SortedSet<string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(schema.Missing, StringComparer.Ordinal);
    private long numbers;
    private long commas;
    private long others;
    private (string Cell, long Line)? comma;
    private (string Cell, long Line)? other;
    private (string Cell, long Line)? first;
    private NumberNotation? notation;
    private bool areGroups = true;
    private long separated;
    private (char Separator, long Line)? separator;
    private long characters;
    private (string Cell, long Line)? broken;
    private (string Cell, long Line)? fraction;
    private long fractions;

    /// <summary>Gets the name of the column.</summary>
    public string Name => name;

    private bool AreMany => values.Count > MaxValues || characters > MaxCharacters;

    /// <summary>Adds a cell.</summary>
    public void Add(CsvReader csv, int place)
    {
        var text = csv.GetString(place);
        if (missing.Contains(text))
        {
            return;
        }

        first ??= (text, csv.LineNumber);
        if (!AreMany && values.Add(text))
        {
            characters += text.Length;
        }

        var cell = csv.GetSpan(place);
        if (broken is null && !Utf8.IsValid(cell))
        {
            broken = (text, csv.LineNumber);
        }

        if (NumberCell.TryRead(csv, place, schema.DecimalComma, out var number))
        {
            numbers++;
            if (!float.IsInteger(number))
            {
                fractions++;
                fraction ??= (text, csv.LineNumber);
            }
        }
        else if (!schema.DecimalComma && NumberCell.HasComma(cell))
        {
            commas++;
            comma ??= (text, csv.LineNumber);
            areGroups = areGroups && NumberCell.IsGrouped(text);
        }
        else
        {
            // The number notation that all such cells share.
            var found = others == 0 || notation is not null ? NumberNotation.Of(text) : null;
            notation = others == 0 || found == notation ? found : null;
            others++;
            other ??= (text, csv.LineNumber);
            if (NumberCell.Separator(cell) is { } between)
            {
                separated++;
                separator ??= (between, csv.LineNumber);
            }
        }
    }

    /// <summary>
    /// What float32 loses of the column: numbers far from 0 that differ by little, of which a tenth or more coincide; null for nothing.
    /// Judged by the first 1,000 values.
    /// </summary>
    /// <param name="isLabel">Whether it is a label although its cells are numbers.</param>
    public string? Lost(bool isLabel)
    {
        if (AreValues(isLabel))
        {
            return null;
        }

        double[] exact =
        [
            .. values.Select(value => NumberCell.Number(value, schema.DecimalComma)).OfType<double>().Distinct(),
        ];
        var rounded = exact.Select(value => (float)value).Distinct().Count();
        var isFar = exact.Length > 1 && exact.Max() - exact.Min() < exact.Max(Math.Abs) / 2;
        return !isFar || exact.Length == rounded || (exact.Length - rounded) * 10 < exact.Length
            ? null
            : Invariant(
                $"column {name}: {exact.Length:N0} different numbers are {rounded:N0} in float32, in which the model computes: subtract an offset, such as {exact.Min():R}, from the column"
            );
    }

    /// <summary>Why the column cannot be inferred; null if it can.</summary>
    /// <param name="isLabel">Whether it is a label although its cells are numbers.</param>
    public string? Problem(bool isLabel) =>
        AreValues(isLabel) ? WrongValues(isLabel)
        : other is { } odd
            ? $"column {name}: {Counted(numbers + commas, "number")} and {Odd(odd)}; correct it, say that it is Missing, or declare the column"
        : comma is { } written
            ? $"column {name}: '{CsvCell.Shown(written.Cell)}' in line {written.Line} has "
                + (
                    areGroups
                        ? "a comma between thousands, it seems: leave it out; or a decimal comma: then set DecimalComma"
                        : "a decimal comma, it seems: set DecimalComma"
                )
        : null;

    /// <summary>The inferred column.</summary>
    /// <param name="isTarget">Whether it is the target.</param>
    /// <param name="isLabel">Whether it is a label although its cells are numbers.</param>
    public Column Column(bool isTarget, bool isLabel) =>
        !AreValues(isLabel) ? FunctionalNet.Column.Number(name, isTarget ? null : double.NaN)
        : isTarget ? FunctionalNet.Column.Ordinal(name, Sorted())
        : FunctionalNet.Column.Category(name, values);

    // Each row would be a class of its own, from which nothing generalizes.
    private bool AllDiffer =>
        !AreMany
        && values.Count > FewRows
        && values.Count == numbers + commas + others
        && values.Count == Sorted().Count();

    private static string Counted(long count, string thing) =>
        Invariant($"{count:N0} {thing}{(count == 1 ? string.Empty : "s")}");

    private string? WrongValues(bool isLabel) =>
        separator is { } between && separated == others && schema.Separator is null
            ? $"column {name}: '{between.Separator}' is between numbers in line {between.Line} like a separator: set Separator"
        : broken is { } odd
            ? $"column {name}: '{CsvCell.Shown(odd.Cell)}' in line {odd.Line} is no text in UTF-8: save the file as such"
        : notation is { } known && !isLabel && (known.IsSure || AllDiffer || AreMany)
            ? $"column {name}: {Shown(other!.Value)} is {known}; or declare the column"
        : isLabel && fractions == 1 && numbers >= Whole && commas + others == 0 && fraction is { } part
            ? $"column {name}: {Shown(part)} is no whole number, as the other labels are: correct it, or learn numbers, without isLabel"
        : AreMany
            ? Invariant($"column {name} has more than {MaxValues:N0} values, or very long ones, and is not of numbers")
                + $", such as {Shown(first!.Value)}"
        : AllDiffer
            ? Invariant($"column {name}: all {values.Count:N0} cells differ, such as {Shown(first!.Value)}, so that")
                + " each would be a class of its own: leave the column out, or declare it"
        : null;

    private static string Shown((string Cell, long Line) cell) => $"'{CsvCell.Shown(cell.Cell)}' in line {cell.Line}";

    private bool AreValues(bool isLabel) => isLabel || (numbers + commas <= others && others > 0);

    private string Odd((string Cell, long Line) odd) =>
        (others == 1 ? Shown(odd) : $"{Counted(others, "cell")} that are none, the first {Shown(odd)}")
        + (notation is null ? string.Empty : $", {notation}");

    // Labels 0, 1, ..., 10 in numeric order; 1 and 1.0 are equal.
    private IEnumerable<string> Sorted()
    {
        var ranked = values
            .Select(value => (Text: value, Number: ExactNumber.Of(value, schema.DecimalComma)))
            .ToArray();
        return ranked.All(value => value.Number is not null)
            ? ranked
                .GroupBy(value => value.Number)
                .OrderBy(same => same.Key!.Value, Comparer<ExactNumber>.Create(ExactNumber.Compare))
                .Select(same => same.MinBy(value => value.Text.Length).Text)
            : values;
    }
}
