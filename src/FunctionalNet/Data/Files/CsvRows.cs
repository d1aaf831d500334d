using System.Collections.Immutable;
using System.Text;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The rows of a CSV file in sequence, as numbers by a schema.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string path;
    private readonly CsvReader csv;
    private readonly CsvSchema schema;
    private readonly ImmutableArray<(Column Column, int Place)> inputs;
    private readonly int target;
    private readonly int fields;

    // The reader's own memory, so that no string is allocated per cell.
    private readonly byte[][] missing;

    // Stored, so that no delegate is allocated per row.
    private readonly Func<Either<Error, bool>> next;

    private CsvRows(string path, CsvReader csv, CsvSchema schema, ImmutableArray<int> places, int fields)
    {
        (this.path, this.csv, this.schema, this.fields) = (path, csv, schema, fields);
        inputs = [.. schema.Inputs.Zip(places)];
        target = places[^1];
        missing = [.. schema.Missing.Select(Encoding.UTF8.GetBytes)];
        next = () => csv.Read();
    }

    /// <summary>Opens a file and reads its header.</summary>
    public static Either<Error, CsvRows> Open(string path, CsvSchema schema) =>
        CsvFile
            .Open(path, schema)
            .Bind(reader =>
            {
                var rows = CsvFile.Try(path, schema, () => Begin(path, reader, schema));
                if (rows.IsLeft)
                {
                    reader.Dispose();
                }

                return rows;
            });

    /// <summary>Reads the next row. There is none at the end, and none after an error.</summary>
    public bool Next(Span<float> input, Span<float> label, out Error? wrong)
    {
        (var isRow, wrong) = CsvFile
            .Try<bool>(path, schema, next)
            .Match(isRow => (isRow, (Error?)null), error => (false, error));
        wrong ??= isRow ? Read(input, label) : null;
        return isRow && wrong is null;
    }

    public void Dispose() => csv.Dispose();

    private static Either<Error, CsvRows> Begin(string path, CsvReader csv, CsvSchema schema)
    {
        if (schema.HasHeader)
        {
            return csv.Read()
                ? Placed(path, csv, schema, [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)])
                : Error.New($"{path} is empty");
        }

        // Without a header a separate reader looks at the first row.
        return CsvFile
            .Open(path, schema)
            .Bind(first =>
            {
                using (first)
                {
                    return first.Read()
                        ? Placed(path, csv, schema, [.. Enumerable.Range(0, first.FieldCount).Select(i => $"{i}")])
                        : Error.New($"{path} is empty");
                }
            });
    }

    private static Either<Error, CsvRows> Placed(
        string path,
        CsvReader csv,
        CsvSchema schema,
        ImmutableArray<string> header
    )
    {
        // The first index of each name; there may be many columns.
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var twice = header.Index().FirstOrDefault(name => !places.TryAdd(name.Item, name.Index)).Item;
        Column[] wanted = [.. schema.Inputs, .. schema.Target is { } target ? [target] : Array.Empty<Column>()];
        string[] absent = [.. wanted.Select(column => column.Name).Where(name => !places.ContainsKey(name))];
        return twice is not null ? Error.New($"{path} has two columns of the name {twice}")
            : absent.Length > 0
                ? Error.New(
                    $"{path} has no column {string.Join(", ", absent)} among {Listing.Of(header)}{Suggestion.After(absent[0], header)}"
                )
            : new CsvRows(
                path,
                csv,
                schema,
                [
                    .. schema.Inputs.Select(column => places[column.Name]),
                    schema.Target is null ? -1 : places[schema.Target.Name],
                ],
                header.Length
            );
    }

    // The error in the row; null if there is none.
    private Error? Read(Span<float> input, Span<float> label)
    {
        if (csv.FieldCount != fields)
        {
            return Error.New($"{path}: line {csv.LineNumber} has {csv.FieldCount} fields, the first has {fields}");
        }

        var at = 0;
        foreach (var (column, place) in inputs)
        {
            if (column.Read(Cell(place), input.Slice(at, column.Width)) is { } wrong)
            {
                return Problem(column, place, wrong);
            }

            at += column.Width;
        }

        return schema.Target is { } answer && answer.Read(Cell(target), label) is { } bad
            ? Problem(answer, target, bad)
            : null;
    }

    private CsvCell Cell(int place) => new(csv, place, IsMissing(place), schema.DecimalComma);

    private bool IsMissing(int place)
    {
        var cell = csv.GetSpan(place);
        foreach (var none in missing)
        {
            if (cell.SequenceEqual(none))
            {
                return true;
            }
        }

        return false;
    }

    private Error Problem(Column column, int place, string problem) =>
        Error.New(
            $"{path}: line {csv.LineNumber}, column {column.Name}: \"{CsvCell.Shown(csv.GetString(place))}\" is {problem}"
        );
}
