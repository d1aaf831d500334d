using FunctionalNet.Cli.Display;
using Spectre.Console;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>Results as a table of names and values.</summary>
internal static class ResultTable
{
    /// <summary>Prints how two models differ, and returns the same for JSON.</summary>
    /// <param name="first">The original file.</param>
    /// <param name="second">The other file.</param>
    /// <param name="report">The differences.</param>
    /// <param name="isRandom">Whether the samples are random.</param>
    /// <param name="isTimed">Whether both are timed.</param>
    /// <param name="verdict">The verdict; null for none.</param>
    public static object Show(
        string first,
        string second,
        ComparisonReport report,
        bool isRandom,
        bool isTimed = false,
        string? verdict = null
    )
    {
        var (before, after) = isTimed ? (Latency.Of(first), Latency.Of(second)) : (null, null);

        // A single output needs no name.
        var each = report.Outputs.Length > 1 ? report.Outputs : [];
        Show([
            ("samples", Invariant($"{report.Samples:N0}{(isRandom ? " (random)" : string.Empty)}")),
            ("largest difference", Invariant($"{report.LargestDifference:G4}")),
            ("mean difference", Invariant($"{report.MeanDifference:G4}")),
            .. each.Select(output =>
                ($"output {output.Name}", (string?)Invariant($"{output.Largest:G4}, mean {output.Mean:G4}"))
            ),
            ("same class", Invariant($"{report.SameClass:P2}")),
            ("accuracy", report.Accuracy is { } both ? Invariant($"{both.First:P2} and {both.Second:P2}") : null),
            ("weights", report.Weights is { Length: > 0 } weights ? weights : null),
            (
                "size",
                Invariant(
                    $"{report.Bytes.First:N0} and {report.Bytes.Second:N0} bytes{(isTimed ? Invariant($", {(double)report.Bytes.Second / report.Bytes.First:P0}") : string.Empty)}"
                )
            ),
            (
                "latency",
                before is { } slow && after is { } fast
                    ? Invariant($"{slow:G3} and {fast:G3} ms for one sample on one thread, {fast / slow:P0}")
                    : null
            ),
            ("files", $"{first} and {second}"),
            ("verdict", verdict),
        ]);
        return new
        {
            first = new
            {
                file = first,
                bytes = report.Bytes.First,
                accuracy = report.Accuracy?.First,
            },
            second = new
            {
                file = second,
                bytes = report.Bytes.Second,
                accuracy = report.Accuracy?.Second,
            },
            milliseconds = isTimed ? new[] { before, after } : null,
            samples = report.Samples,
            areRandom = isRandom,
            largestDifference = report.LargestDifference,
            meanDifference = report.MeanDifference,
            sameClass = report.SameClass,
            outputs = report.Outputs.Select(output => new
            {
                name = output.Name,
                largest = output.Largest,
                mean = output.Mean,
            }),
            weights = report.Weights,
        };
    }

    /// <summary>Rows of a name and a value; rows without a value are omitted.</summary>
    public static void Show(params IEnumerable<(string Name, string? Value)> rows)
    {
        var table = new Table().HideHeaders().Border(TableBorder.None).AddColumns(string.Empty, string.Empty);
        foreach (var (name, value) in rows)
        {
            if (value is not null)
            {
                table.AddRow(Printable.Cell(name), Printable.Cell(value));
            }
        }

        AnsiConsole.Write(table);
    }
}
