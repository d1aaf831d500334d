using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FunctionalNet.Conformance.Differential;

/// <summary>The number of cases with each outcome, by operator: a text that is stored in a file and included in the README.</summary>
internal static class Counts
{
    private static readonly ImmutableArray<(Outcome Outcome, string Title)> Columns =
    [
        (Outcome.Agrees, "agrees"),
        (Outcome.Declared, "declared unsupported"),
        (Outcome.RefusedByBoth, "refused by both"),
        (Outcome.NotJudged, "not in ONNX Runtime"),
        (Outcome.JudgeDeviates, "ONNX Runtime deviates"),
        (Outcome.JudgeDied, "ONNX Runtime died"),
        (Outcome.RefusedWrongly, "refused wrongly"),
        (Outcome.Differs, "differs"),
        (Outcome.Crashes, "crashes"),
        (Outcome.Hangs, "hangs"),
    ];

    /// <summary>Gets the path of the file that the last complete run wrote.</summary>
    public static string Path => System.IO.Path.Combine(Sources.Project, "differential.md");

    /// <summary>Formats the counts of the findings.</summary>
    public static string Of(int seed, IReadOnlyCollection<Finding> findings)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{findings.Count:N0} cases of seed {seed}: {string.Join(", ", Columns.Select(column => $"{Number(findings, column.Outcome):N0} {column.Title}"))}."
        );
        text.AppendLine();
        text.AppendLine("<details><summary>By operator</summary>");
        text.AppendLine();
        text.AppendLine($"| operator | {string.Join(" | ", Columns.Select(column => column.Title))} |");
        text.AppendLine($"|---|{string.Concat(Columns.Select(_ => "--:|"))}");
        foreach (
            var group in findings
                .GroupBy(Operator, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {string.Join(" | ", Columns.Select(column => Number(group, column.Outcome)))} |"
            );
        }

        text.AppendLine();
        text.AppendLine("</details>");
        List(text, findings, Outcome.Declared, "Declared unsupported");
        List(text, findings, Outcome.JudgeDeviates, "Where ONNX Runtime deviates, or ONNX leaves the result open");
        return text.ToString();
    }

    private static void List(StringBuilder text, IEnumerable<Finding> findings, Outcome outcome, string title)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {title}");
        text.AppendLine();
        foreach (
            var why in findings
                .Where(finding => finding.Outcome == outcome)
                .GroupBy(finding => finding.Detail, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {why.Key}: {why.Count()}");
        }
    }

    // Backend tests with several operators count as graphs.
    private static string Operator(Finding finding) =>
        finding.Origin is "graph" or "expanded" || finding.Origin.Contains('+', StringComparison.Ordinal)
            ? "*graphs*"
            : finding.Origin;

    private static int Number(IEnumerable<Finding> findings, Outcome outcome) =>
        findings.Count(finding => finding.Outcome == outcome);
}
