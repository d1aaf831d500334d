using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Selects the input columns and the target of a CSV file, and the conversion of their cells to numbers.</summary>
/// <remarks>
/// Columns are found by their names in the header, in any order, and other columns are ignored; a missing column is an error. The same
/// schema reads the samples for prediction, so that they become the same numbers.
/// </remarks>
/// <example><code>
/// var schema = new CsvSchema
/// {
///     Inputs = [Column.Number("length"), Column.Number("width"), Column.Category("colour", "red", "blue")],
///     Target = Column.Ordinal("species", "setosa", "versicolor", "virginica"),
/// };
/// Either&lt;Error, Dataset&lt;float&gt;&gt; flowers = Csv.Load("flowers.csv", schema);
/// </code></example>
public sealed class CsvSchema
{
    /// <summary>Gets the input columns, in the order of their numbers in a sample.</summary>
    public ImmutableArray<Column> Inputs { get; init; } = [];

    /// <summary>Gets the column of the target; null if there is none.</summary>
    public Column? Target { get; init; }

    /// <summary>Gets a value indicating whether the first line is a header; otherwise columns are named by their indices from 0.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Gets the delimiter; null, the default, to detect it.</summary>
    public char? Separator { get; init; }

    /// <summary>Gets the cells that stand for a missing value.</summary>
    public ImmutableArray<string> Missing { get; init; } =
    [string.Empty, "NA", "N/A", "NaN", "nan", "NAN", "-nan", "null", "NULL", "?"];

    /// <summary>
    /// Gets a value indicating whether numbers have a decimal comma, 1,5 for one and a half, and no points; false by default. Thousands
    /// separators are not supported.
    /// </summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// Gets the maximum number of bytes of a row; 16 MiB by default. A longer one, such as after an unclosed quote, is an error.
    /// </summary>
    public int MaxRowBytes
    {
        get;
        init => field = Ranges.Count(value, nameof(MaxRowBytes));
    } = 1 << 24;

    /// <summary>Gets the number of values per sample.</summary>
    public int Width => Inputs.Sum(column => column.Width);

    /// <summary>Gets what float32 loses of inferred columns, a sentence each.</summary>
    internal ImmutableArray<string> Lost { get; init; } = [];

    /// <summary>Gets the shape of a target: scalar for a number or label.</summary>
    internal Shape TargetShape => Target is { Width: > 1 and var width } ? new(width) : Shape.Scalar;

    /// <summary>The columns.</summary>
    public override string ToString() => string.Join(", ", Inputs) + (Target is null ? string.Empty : $" to {Target}");
}
