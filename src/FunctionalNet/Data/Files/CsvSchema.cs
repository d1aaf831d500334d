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
    public required ImmutableArray<Column> Inputs { get; init; }

    /// <summary>Gets the column of the target; null if there is none.</summary>
    public Column? Target { get; init; }

    /// <summary>Gets a value indicating whether the first line holds names; they are places from 0 otherwise.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Gets the character between cells; null, the default, to find out.</summary>
    public char? Separator { get; init; }

    /// <summary>Gets which cells say that there is no value.</summary>
    public ImmutableArray<string> Missing { get; init; } = [string.Empty, "NA", "N/A", "NaN", "nan", "null", "?"];

    /// <summary>Gets how many numbers a sample has.</summary>
    public int Width => Inputs.Sum(column => column.Width);

    /// <summary>Gets the shape of a target: none for a number or label.</summary>
    internal Shape TargetShape => Target is { Width: > 1 and var width } ? new(width) : Shape.Scalar;

    /// <summary>The columns.</summary>
    public override string ToString() => string.Join(", ", Inputs) + (Target is null ? string.Empty : $" to {Target}");
}
