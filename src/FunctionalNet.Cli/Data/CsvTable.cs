using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>A table of numbers from a CSV file, [rows, columns], with the names of the columns where the file has a header.</summary>
internal sealed record CsvTable(ImmutableArray<string> Header, Tensor<float> Numbers)
{
    /// <summary>Gets the number of rows.</summary>
    public int Rows => Numbers.Shape[0].Size;

    /// <summary>Gets the number of columns.</summary>
    public int Columns => Numbers.Shape[1].Size;

    /// <summary>Reads a file. The first line is a header if none of its fields is a number.</summary>
    public static Either<Error, CsvTable> Load(string path) =>
        from schema in Csv.Numbers(path)
        from data in Csv.Load(path, schema)
        select new CsvTable(schema.HasHeader ? [.. schema.Inputs.Select(column => column.Name)] : [], data.Inputs);

    /// <summary>The values of a column, by name or by place from 0, and the table without it; the table as it is for no column.</summary>
    public Either<Error, (float[]? Target, CsvTable Others)> Split(string? column)
    {
        if (column is null)
        {
            return ((float[]?)null, this);
        }

        var place = Header.IndexOf(column);
        return
            place < 0
            && (!int.TryParse(column, CultureInfo.InvariantCulture, out place) || place < 0 || place >= Columns)
            ? Error.New(
                Header.IsEmpty
                    ? $"no column {column}; the columns are numbered from 0 to {Columns - 1}"
                    : $"no column {column} among {string.Join(", ", Header)}"
            )
            : ((float[]?)Numbers.Span.ToArray().Where((_, i) => i % Columns == place).ToArray(), Without(place));
    }

    /// <summary>The values as a tensor of shape [rows, ...].</summary>
    public Tensor<float> ToTensor(Shape row) => Numbers.Reshape(new Shape(Rows).Append(row));

    private CsvTable Without(int place) =>
        new(
            Header.IsEmpty ? Header : Header.RemoveAt(place),
            new(new(Rows, Columns - 1), [.. Numbers.Span.ToArray().Where((_, i) => i % Columns != place)])
        );
}
