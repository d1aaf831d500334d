using System.Collections.Immutable;
using System.Text;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The rows of a CSV file, as numbers after a schema, one after the other.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string path;
    private readonly CsvReader csv;
    private readonly CsvSchema schema;
    private readonly ImmutableArray<(Column Column, int Place)> inputs;
    private readonly int target;
    private readonly int fields;

    // As the reader holds them, so that no string is made of a cell.
    private readonly byte[][] missing;

    private CsvRows(string path, CsvReader csv, CsvSchema schema, ImmutableArray<int> places, int fields)
    {
        (this.path, this.csv, this.schema, this.fields) = (path, csv, schema, fields);
        inputs = [.. schema.Inputs.Zip(places)];
        target = places[^1];
        missing = [.. schema.Missing.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Opens a file and looks at its header.</summary>
    public static Either<Error, CsvRows> Open(string path, CsvSchema schema)
    {
        return Reader(path, schema.Separator)
            .Bind(reader =>
            {
                var rows = Begin(path, reader, schema);
                if (rows.IsLeft)
                {
                    reader.Dispose();
                }

                return rows;
            });
    }

    /// <summary>A reader that counts lines and leaves all decisions on fields to the one who reads.</summary>
    public static Either<Error, CsvReader> Reader(string path, char? separator)
    {
        try
        {
            return CsvReader.FromFile(
                path,
                CsvReaderOptions.Default with
                {
                    HasHeader = false,
                    TrimWhitespace = true,
                    TrackLineNumbers = true,
                    FieldCountMismatch = CsvFieldCountHandling.Allow,
                    Separator = separator,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>The next row, or what is wrong with it; none at the end.</summary>
    public Either<Error, bool> Next(Span<float> input, Span<float> label)
    {
        try
        {
            if (!csv.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return Error.New($"{path}: {e.Message}");
        }

        if (csv.FieldCount != fields)
        {
            return Error.New($"{path}: line {csv.LineNumber} has {csv.FieldCount} fields, the first has {fields}");
        }

        var at = 0;
        foreach (var (column, place) in inputs)
        {
            if (column.Read(csv, place, IsMissing(place), input.Slice(at, column.Width)) is { } wrong)
            {
                return Wrong(column, place, wrong);
            }

            at += column.Width;
        }

        return schema.Target is { } answer && answer.Read(csv, target, IsMissing(target), label) is { } bad
            ? Wrong(answer, target, bad)
            : true;
    }

    public void Dispose() => csv.Dispose();

    private static Either<Error, CsvRows> Begin(string path, CsvReader csv, CsvSchema schema)
    {
        try
        {
            // Without a header the first row is looked at by a reader of its own.
            if (!schema.HasHeader)
            {
                return Reader(path, schema.Separator)
                    .Bind(first =>
                    {
                        using (first)
                        {
                            return first.Read()
                                ? Placed(
                                    path,
                                    csv,
                                    schema,
                                    [.. Enumerable.Range(0, first.FieldCount).Select(i => $"{i}")]
                                )
                                : Error.New($"{path} is empty");
                        }
                    });
            }

            return csv.Read()
                ? Placed(path, csv, schema, [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)])
                : Error.New($"{path} is empty");
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return Error.New($"{path}: {e.Message}");
        }
    }

    private static Either<Error, CsvRows> Placed(
        string path,
        CsvReader csv,
        CsvSchema schema,
        ImmutableArray<string> header
    )
    {
        // The first place of each name; there may be many columns.
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var twice = header.Index().FirstOrDefault(name => !places.TryAdd(name.Item, name.Index)).Item;
        Column[] wanted = [.. schema.Inputs, .. schema.Target is { } target ? [target] : Array.Empty<Column>()];
        string[] absent = [.. wanted.Select(column => column.Name).Where(name => !places.ContainsKey(name))];
        return twice is not null ? Error.New($"{path} has two columns of the name {twice}")
            : absent.Length > 0
                ? Error.New($"{path} has no column {string.Join(", ", absent)} among {Differences.Some(header)}")
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

    private Error Wrong(Column column, int place, string problem) =>
        Error.New($"{path}: line {csv.LineNumber}, column {column.Name}: \"{csv.GetString(place)}\" is {problem}");
}
