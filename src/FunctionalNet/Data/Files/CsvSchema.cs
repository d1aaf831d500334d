using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Which columns of a CSV file are inputs and which is the target, and how their cells become numbers.</summary>
/// <remarks>
/// Columns are found by their names in the header, in any order, and others are passed over; a column that is missing is an error.
/// The same schema reads the samples that a model is to predict, so that they become the same numbers.
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
    /// <summary>Gets the columns of the inputs, in the order in which their numbers stand in a sample.</summary>
    public ImmutableArray<Column> Inputs { get; init; } = [];

    /// <summary>Gets the column of the target; null if there is none.</summary>
    public Column? Target { get; init; }

    /// <summary>Gets a value indicating whether the first line holds names; they are places from 0 otherwise.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Gets the character between cells; null, the default, to find out.</summary>
    public char? Separator { get; init; }

    /// <summary>Gets which cells say that there is no value.</summary>
    public ImmutableArray<string> Missing { get; init; } =
    [string.Empty, "NA", "N/A", "NaN", "nan", "NAN", "-nan", "null", "NULL", "?"];

    /// <summary>
    /// Gets a value indicating whether numbers have a decimal comma, 1,5 for one and a half, and no points; false by default. A comma that
    /// stands between thousands is read by neither.
    /// </summary>
    public bool DecimalComma { get; init; }

    /// <summary>Gets how many bytes a row may have; 16 MiB by default. A longer one, such as what follows a quote that is not closed, is an error.</summary>
    public int MaxRowBytes
    {
        get;
        init => field = Ranges.Count(value, nameof(MaxRowBytes));
    } = 1 << 24;

    /// <summary>Gets how many numbers a sample has.</summary>
    public int Width => Inputs.Sum(column => column.Width);

    /// <summary>Gets the shape of a target: none for a number or label.</summary>
    internal Shape TargetShape => Target is { Width: > 1 and var width } ? new(width) : Shape.Scalar;

    /// <summary>The columns.</summary>
    public override string ToString() => string.Join(", ", Inputs) + (Target is null ? string.Empty : $" to {Target}");
}
