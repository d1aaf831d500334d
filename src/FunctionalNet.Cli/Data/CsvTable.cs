using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A table of numbers from a CSV file: [rows, columns], with the names of the columns where the file has a header.</summary>
internal sealed record CsvTable(ImmutableArray<string> Header, ImmutableArray<float[]> Rows)
{
    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Gets the number of columns.</summary>
    public int Columns => Rows[0].Length;

    /// <summary>Reads a file. The first line is a header if none of its fields is a number.</summary>
    public static Either<Error, CsvTable> Load(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Parse(reader).MapLeft(error => Error.New($"{path}: {error.Message}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>Reads text.</summary>
    public static Either<Error, CsvTable> Parse(TextReader text)
    {
        using var csv = CsvReader.Create(text, Options, leaveOpen: true);
        try
        {
            return Read(csv);
        }
        catch (FormatException e)
        {
            return Error.New(e.Message);
        }
    }

    /// <summary>The values of a column, by name or by place from 0, and the table without it; the table as it is for no column.</summary>
    public Either<Error, (float[]? Target, CsvTable Others)> Split(string? column)
    {
        if (column is null)
        {
            return ((float[]?)null, this);
        }

        var place = Header.IndexOf(column);
        if (
            place < 0
            && (!int.TryParse(column, CultureInfo.InvariantCulture, out place) || place < 0 || place >= Columns)
        )
        {
            return Error.New(
                Header.IsEmpty
                    ? $"no column {column}; the columns are numbered from 0 to {Columns - 1}"
                    : $"no column {column} among {string.Join(", ", Header)}"
            );
        }

        return (
            [.. Rows.Select(row => row[place])],
            new CsvTable(
                Header.IsEmpty ? Header : Header.RemoveAt(place),
                [.. Rows.Select(row => (float[])[.. row[..place], .. row[(place + 1)..]])]
            )
        );
    }

    /// <summary>The values as a tensor of shape [rows, ...].</summary>
    public Tensor<float> ToTensor(Shape row) =>
        new(new Shape(Rows.Length).Append(row), [.. Rows.SelectMany(values => values)]);

    private static Either<Error, CsvTable> Read(CsvReader csv)
    {
        var header = ImmutableArray<string>.Empty;
        var rows = ImmutableArray.CreateBuilder<float[]>();
        while (csv.Read())
        {
            var row = new float[csv.FieldCount];
            int[] wrong = [.. Enumerable.Range(0, row.Length).Where(i => !csv.TryParse(i, out row[i]))];
            if (wrong.Length == row.Length && csv.RowNumber == 1)
            {
                header = [.. wrong.Select(csv.GetString)];
                continue;
            }

            if (wrong.Length > 0)
            {
                return Error.New(
                    $"line {csv.LineNumber}, column {wrong[0] + 1}: \"{csv.GetString(wrong[0])}\" is not a number"
                );
            }

            var expected =
                rows.Count > 0 ? rows[0].Length
                : header.IsEmpty ? row.Length
                : header.Length;
            if (row.Length != expected)
            {
                return Error.New($"line {csv.LineNumber} has {row.Length} fields, the lines before have {expected}");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? new CsvTable(header, rows.ToImmutable()) : Error.New("there are no rows of numbers");
    }
}
