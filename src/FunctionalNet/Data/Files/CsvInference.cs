using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Infers the schema of a CSV file from its cells.</summary>
internal static class CsvInference
{
    /// <summary>All columns, each of the kind that its cells imply.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The name of the target; null for none.</param>
    /// <param name="isLabel">Whether a numeric target is a label.</param>
    /// <param name="known">The format of cells, and the columns that are not inferred.</param>
    public static Either<Error, CsvSchema> Of(string path, string? target, bool isLabel, CsvSchema known) =>
        First(
            path,
            known,
            (csv, isHeader, names) =>
            {
                var wanted = Array.IndexOf(names, target ?? known.Target?.Name);
                var declared = known
                    .Inputs.Concat(known.Target is { } one ? [one] : Array.Empty<Column>())
                    .DistinctBy(column => column.Name, StringComparer.Ordinal)
                    .ToDictionary(column => column.Name, StringComparer.Ordinal);
                string[] asked = [.. target is null ? [] : new[] { target }, .. declared.Keys];
                string[] absent = [.. asked.Except(names, StringComparer.Ordinal)];
                if (absent.Length > 0)
                {
                    return Error.New(
                        $"{path} has no column {string.Join(", ", absent)} among {Listing.Of(names)}{Suggestion.After(absent[0], names)}"
                    );
                }

                ColumnCells[] cells = [.. names.Select(name => new ColumnCells(name, known))];
                for (var more = !isHeader || csv.Read(); more; more = csv.Read())
                {
                    for (var i = 0; i < Math.Min(names.Length, csv.FieldCount); i++)
                    {
                        cells[i].Add(csv, i);
                    }
                }

                bool IsLabel(int column) => column == wanted && isLabel;
                var guessed = cells.Index().Where(column => !declared.ContainsKey(column.Item.Name)).ToArray();
                return
                    guessed
                        .Select(column => column.Item.Problem(IsLabel(column.Index)))
                        .FirstOrDefault(wrong => wrong is not null)
                        is { } wrong
                    ? Error.New($"{path}: {wrong}")
                    : Schema(
                        [
                            .. cells.Select(
                                (column, i) =>
                                    declared.GetValueOrDefault(column.Name) ?? column.Column(i == wanted, IsLabel(i))
                            ),
                        ],
                        wanted,
                        isHeader,
                        known,
                        csv.Separator,
                        [.. guessed.Select(column => column.Item.Lost(IsLabel(column.Index))).OfType<string>()]
                    );
            }
        );

    /// <summary>All columns as numbers, none of which may be missing.</summary>
    public static Either<Error, CsvSchema> Numbers(string path, CsvSchema known) =>
        First(
            path,
            known,
            (csv, isHeader, names) =>
                Schema(
                    [.. names.Select(name => Column.Number(name, missing: null))],
                    target: -1,
                    isHeader,
                    known,
                    csv.Separator,
                    lost: []
                )
        );

    private static CsvSchema Schema(
        ImmutableArray<Column> columns,
        int target,
        bool hasHeader,
        CsvSchema known,
        char separator,
        ImmutableArray<string> lost
    ) =>
        new()
        {
            HasHeader = hasHeader,
            Inputs = target < 0 ? columns : columns.RemoveAt(target),
            Target = target < 0 ? null : columns[target],
            Separator = known.Separator ?? (known.DecimalComma ? separator : null),
            Missing = known.Missing,
            DecimalComma = known.DecimalComma,
            MaxRowBytes = known.MaxRowBytes,
            Lost = lost,
        };

    // The first line, and the names in it or, without a header, indices from 0.
    private static Either<Error, CsvSchema> First(
        string path,
        CsvSchema known,
        Func<CsvReader, bool, string[], Either<Error, CsvSchema>> read
    ) =>
        CsvFile
            .Open(path, known)
            .Bind(csv =>
            {
                using (csv)
                {
                    return CsvFile.Try<CsvSchema>(
                        path,
                        known,
                        () =>
                        {
                            if (!csv.Read())
                            {
                                return Error.New($"{path} is empty");
                            }

                            int[] places = [.. Enumerable.Range(0, csv.FieldCount)];
                            var isHeader = !places.Any(i => IsNumber(csv, i));
                            return read(
                                csv,
                                isHeader,
                                [
                                    .. places.Select(i =>
                                        isHeader ? csv.GetString(i) : i.ToString(CultureInfo.InvariantCulture)
                                    ),
                                ]
                            );
                        }
                    );
                }
            });

    // A cell that is a number in any format, or several, is not the name of a column.
    private static bool IsNumber(CsvReader csv, int place) =>
        NumberCell.TryRead(csv, place, decimalComma: false, out _)
        || NumberCell.TryRead(csv, place, decimalComma: true, out _)
        || NumberCell.Separator(csv.GetSpan(place)) is not null;
}
