using System.Collections.Immutable;
using static System.FormattableString;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The missing cells of a table, and what stands in their place: a training that says nothing of them looks whole.</summary>
internal static class MissingCells
{
    /// <summary>A sentence each for numbers and categories, with the columns and how many of their cells are missing; none without such.</summary>
    /// <param name="inputs">[n, width], with NaN for a missing number and zeros for a missing category.</param>
    /// <param name="columns">The columns of the inputs.</param>
    /// <param name="filling">What missing numbers become; null if they stay missing.</param>
    public static IEnumerable<string> Told(Tensor<float> inputs, ImmutableArray<Column> columns, string? filling)
    {
        var (rows, width, start) = (inputs.Shape[0].Size, columns.Sum(column => column.Width), 0);
        var found = new List<(Column Column, int Count)>();
        foreach (var column in columns)
        {
            var count = 0;
            for (var row = 0; row < rows; row++)
            {
                var cell = inputs.Span.Slice((row * width) + start, column.Width);
                count += (column.Values.IsEmpty ? cell.Contains(float.NaN) : !cell.ContainsAnyExcept(0f)) ? 1 : 0;
            }

            found.Add((column, count));
            start += column.Width;
        }

        var missing = found.Where(one => one.Count > 0).ToLookup(one => one.Column.Values.IsEmpty, Counted);
        return (
            (string[])
                [
                    filling is not null && missing[true].Any()
                        ? Invariant(
                            $"missing numbers become {filling}, of {rows:N0} rows in {Listing.Of(missing[true])}"
                        )
                        : string.Empty,
                    missing[false].Any()
                        ? Invariant(
                            $"missing categories are none of their values, of {rows:N0} rows in {Listing.Of(missing[false])}"
                        )
                        : string.Empty,
                ]
        ).Where(text => text.Length > 0);
    }

    private static string Counted((Column Column, int Count) found) =>
        Invariant($"{found.Column.Name} {found.Count:N0}");
}
