using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using LanguageExt;
using LanguageExt.Common;
using static LanguageExt.Prelude;

namespace FunctionalNet.Cli.Data;

/// <summary>A table of numbers from a CSV file: [rows, columns], with the names of the columns where the file has a header.</summary>
internal sealed record CsvTable(ImmutableArray<string> Header, ImmutableArray<float[]> Rows)
{
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
    public static Either<Error, CsvTable> Parse(TextReader reader)
    {
        using var csv = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, BadDataFound = null }
        );
        var header = ImmutableArray<string>.Empty;
        var rows = ImmutableArray.CreateBuilder<float[]>();
        for (var first = true; csv.Read(); first = false)
        {
            var fields = csv.Record!;
            var row = new float[fields.Length];
            for (var i = 0; i < row.Length; i++)
            {
                if (float.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out row[i]))
                {
                    continue;
                }

                if (first)
                {
                    header = [.. fields];
                    break;
                }

                return Error.New($"line {csv.RawRow}, column {i + 1}: \"{fields[i]}\" is not a number");
            }

            if (first && !header.IsEmpty)
            {
                continue;
            }

            var expected =
                rows.Count > 0 ? rows[0].Length
                : header.IsEmpty ? row.Length
                : header.Length;
            if (row.Length != expected)
            {
                return Error.New($"line {csv.RawRow} has {row.Length} fields, the lines before have {expected}");
            }

            rows.Add(row);
        }

        return rows.Count == 0
            ? Left<Error, CsvTable>(Error.New("the file has no rows"))
            : new CsvTable(header, rows.ToImmutable());
    }

    /// <summary>The values of one column, and the table without it.</summary>
    public (float[] Column, CsvTable Rest) Split(int column) =>
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
