using System.Collections.Immutable;
using CsvHelper;
using LanguageExt;
using LanguageExt.Common;
using static LanguageExt.Prelude;

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

    /// <summary>Reads a file. The first line is a header if not all of its fields are numbers.</summary>
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

    private static Either<Error, CsvTable> Read(CsvReader csv)
    {
        var header = ImmutableArray<string>.Empty;
        var rows = ImmutableArray.CreateBuilder<float[]>();
        while (csv.Read())
        {
            var row = new float[csv.FieldCount];
            var wrong = Enumerable
                .Range(0, row.Length)
                .FirstOrDefault(i => !csv.TryParse(i, out row[i]), defaultValue: -1);
            if (wrong >= 0 && csv.RowNumber > 1)
            {
                return Error.New(
                    $"line {csv.LineNumber}, column {wrong + 1}: \"{csv.GetString(wrong)}\" is not a number"
                );
            }

            if (wrong >= 0)
            {
                header = [.. Enumerable.Range(0, row.Length).Select(csv.GetString)];
                continue;
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

        return rows.Count == 0
            ? Left<Error, CsvTable>(Error.New("there are no rows of numbers"))
            : new CsvTable(header, rows.ToImmutable());
    }

    /// <summary>The values of one column, and the table without it.</summary>
    public (float[] Column, CsvTable Others) Split(int column) =>
        (
            [.. Rows.Select(row => row[column])],
            new CsvTable(
                Header.IsEmpty ? Header : Header.RemoveAt(column),
                [.. Rows.Select(row => (float[])[.. row[..column], .. row[(column + 1)..]])]
            )
        );

    /// <summary>The values as a tensor of shape [rows, ...].</summary>
    public Tensor<float> ToTensor(Shape row) =>
        new(new Shape(Rows.Length).Append(row), [.. Rows.SelectMany(values => values)]);
}
