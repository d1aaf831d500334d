using System.Globalization;
using Spectre.Console;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Prints the findings to the console.</summary>
internal static class Report
{
    // Ratios between these two are within the machine's noise.
    private const double Behind = 0.95;
    private const double Ahead = 1.05;

    // The number of works of a sweep that are listed.
    private const int Worst = 10;

    public static void Write(Findings findings, bool isSweep = false)
    {
        if (findings.Rows.Count > 0)
        {
            Rows("Ratio: the peer's time to ours; above 1 is faster than the peer", findings.Rows);
            Summaries(findings.Rows);
        }

        if (isSweep)
        {
            Rows("The worst", findings.Rows.OrderBy(row => row.Ratio).Take(Worst));
        }

        foreach (var (threads, peak) in findings.Peaks)
        {
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"Measured peak on {threads} threads: {peak / 1e9:F0} GFLOP/s"
            );
        }

        foreach (var version in findings.Versions)
        {
            AnsiConsole.MarkupLineInterpolated($"Against {version}");
        }

        foreach (var missing in findings.Missing)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]{missing}[/]");
        }

        foreach (var failure in findings.Failures)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{failure}[/]");
        }
    }

    private static void Rows(string title, IEnumerable<Row> rows)
    {
        var table = Titled(title)
            .AddColumns("work", "threads", "ours µs", "peer", "peer µs", "ratio", "spread", "% of peak", "note");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Work),
                $"{row.Threads}",
                Figure(row.OursUs),
                row.Peer,
                Figure(row.PeerUs),
                Ratio(row.Ratio),
                string.Create(CultureInfo.InvariantCulture, $"{100 * row.Spread:F0} %"),
                row.PeakShare > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{100 * row.PeakShare:F0} %")
                    : string.Empty,
                Markup.Escape(row.Note)
            );
        }

        AnsiConsole.Write(table);
    }

    private static void Summaries(IEnumerable<Row> rows)
    {
        var table = Titled("Families").AddColumns("family", "peer", "threads", "geometric mean", "least", "of");
        foreach (var summary in Summary.Of(rows))
        {
            table.AddRow(
                Markup.Escape(summary.Family),
                summary.Peer,
                $"{summary.Threads}",
                Ratio(summary.Mean),
                Ratio(summary.Min),
                Markup.Escape(summary.Worst)
            );
        }

        AnsiConsole.Write(table);
    }

    private static Table Titled(string title) =>
        new Table().Title(new TableTitle(Markup.Escape(title))).Border(TableBorder.Simple);

    private static string Figure(double microseconds) => microseconds.ToString("N1", CultureInfo.InvariantCulture);

    private static string Ratio(double ratio)
    {
        var color =
            ratio < Behind ? "red"
            : ratio > Ahead ? "green"
            : "default";
        return string.Create(CultureInfo.InvariantCulture, $"[{color}]{ratio:F2}[/]");
    }
}
