using System.Globalization;
using System.Text;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Conformance;

/// <summary>A backend test and its result.</summary>
/// <param name="Name">The suite and name.</param>
/// <param name="Counts">Whether the test counts towards the pass rate.</param>
/// <param name="Verdict">The result.</param>
internal sealed record Tested(string Name, bool Counts, Verdict Verdict);

/// <summary>Writes the README of this project.</summary>
internal static class Report
{
    // Failures whose cause is the test itself.
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["node/test_adam_multiple"] =
            "its outputs were computed with epsilon = 0.01, which the node does not say; ONNX's default is 10⁻⁶",
    };

    /// <summary>The text of the README.</summary>
    public static string Of(IReadOnlyCollection<Tested> tests, IReadOnlyCollection<Verdict> newest)
    {
        var text = new StringBuilder(
            """
            # Conformance

            ONNX's own tests, run by `fnet verify --engine functionalnet` with its defaults: rtol 0.001, atol 10⁻⁶, in the number type of the
            test. This page is written by the run: `ACCEPT_CONFORMANCE=1 dotnet run -c Release --project tests/FunctionalNet.Conformance`.


            """
        );
        text.Append(Newest(newest));
        text.Append(
            """

            ## The tests of Debian

            The node, simple and pytorch suites of `libonnx-testdata` 1.12, which `.ci/run` installs where it can. A test counts for the bar
            if all its tensors are of floating-point numbers (32 or 64 bits), whole numbers or bools, and all its operators are among those
            that this library promises to read ([Operators.cs](Operators.cs)).


            """
        );
        text.AppendLine("| suite | tests | passed | failed | skipped | that count | of these passed |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var suite in tests.GroupBy(test => test.Name.Split('/')[0], StringComparer.Ordinal))
        {
            Row(text, suite.Key, [.. suite]);
        }

        Row(text, "all", tests);
        List(text, "### Counted, and not passed", tests.Where(test => test.Counts));
        List(
            text,
            "### Not counted, and failed",
            tests.Where(test => !test.Counts && test.Verdict.Outcome == Outcome.Failed)
        );
        Unsupported(text, tests.Where(test => !test.Counts).Select(test => test.Verdict));

        text.Append(
            """

            ## PyTorch

            [PyTorch/](PyTorch) holds models as PyTorch 1.13 exports them at opsets 13 to 17, with the script that records them: their values
            agree to 10⁻⁵ in float32 and to 10⁻⁹ in float64, the slopes by `fnet grad --precision double` to 10⁻⁹.

            ## Against ONNX Runtime

            Models drawn from ONNX's schemas ([Differential/](Differential)): each operator at the opsets that changed it, with its attributes,
            optional operands, element types, broadcasting, empty axes and special numbers; ONNX's own tests with something changed; and graphs of
            2 to 20 nodes, also with If and Loop. Each goes through ONNX Runtime without its optimizations, through the planned, the eager and the
            reference executor, and through a file that is written again in another opset. CI takes 5,000 of them. A longer run, which
            goes on where it was stopped, is `dotnet run -c Release --project tests/FunctionalNet.Conformance -- differential --cases 100000 --seed 1`
            (`--case N` tries one and shrinks it; with `ACCEPT_CONFORMANCE=1` a whole run writes what follows).


            """
        );
        text.Append(Differential());
        text.Append(
            """

            ## Mutants

            These files with something changed, in their bytes or in their messages, are read or refused with an error, in bounded time
            and memory. CI takes 2,000 mutants; a longer run is
            `FNET_MUTANTS=100000 dotnet run -c Release --project tests/FunctionalNet.Conformance -- -class "*MutantTests"`.

            """
        );
        return text.ToString();
    }

    private static string Differential() =>
        File.Exists(Conformance.Differential.Counts.Path)
            ? File.ReadAllText(Conformance.Differential.Counts.Path)
            : string.Empty;

    /// <summary>The section about the newest node tests.</summary>
    public static string Newest(IReadOnlyCollection<Verdict> verdicts)
    {
        var text = new StringBuilder(
            """
            ## The newest node tests

            ONNX's node tests of 2026-08, four fifths of the 1,802 ([node-tests.tar.br](node-tests.tar.br), of onnx/onnx, Apache-2.0): models and
            tensors. None may fail; what is not supported says so.


            """
        );
        text.AppendLine("| tests | passed | failed | skipped |");
        text.AppendLine("|--:|--:|--:|--:|");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {verdicts.Count} | {Number(Outcome.Passed)} | {Number(Outcome.Failed)} | {Number(Outcome.Skipped)} |"
        );
        Unsupported(text, verdicts);
        return text.ToString();

        int Number(Outcome outcome) => verdicts.Count(verdict => verdict.Outcome == outcome);
    }

    private static void Unsupported(StringBuilder text, IEnumerable<Verdict> verdicts)
    {
        text.AppendLine();
        text.AppendLine("### Declared unsupported");
        text.AppendLine();
        foreach (
            var reason in verdicts
                .Where(verdict => verdict.Outcome == Outcome.Skipped)
                .GroupBy(verdict => Cause(verdict.Reason), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {reason.Key}: {reason.Count()}");
        }
    }

    private static void Row(StringBuilder text, string name, IReadOnlyCollection<Tested> tests)
    {
        var counted = tests.Where(test => test.Counts).ToArray();
        var passed = counted.Count(test => test.Verdict.Outcome == Outcome.Passed);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {name} | {tests.Count} | {Number(Outcome.Passed)} | {Number(Outcome.Failed)} | {Number(Outcome.Skipped)} | {counted.Length} | {passed} ({100.0 * passed / Math.Max(1, counted.Length):0.0} %) |"
        );

        int Number(Outcome outcome) => tests.Count(test => test.Verdict.Outcome == outcome);
    }

    private static void List(StringBuilder text, string title, IEnumerable<Tested> tests)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{title}");
        text.AppendLine();
        foreach (var test in tests.Where(test => test.Verdict.Outcome != Outcome.Passed))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- `{test.Name}`: {Explained.GetValueOrDefault(test.Name, test.Verdict.Reason)}"
            );
        }
    }

    // The operator or type in a reason, without the name of the node.
    private static string Cause(string reason)
    {
        var (open, close) = (
            reason.IndexOf('(', StringComparison.Ordinal),
            reason.IndexOf("): ", StringComparison.Ordinal)
        );
        return reason.StartsWith("node ", StringComparison.Ordinal) && open > 0 && close > open
            ? reason[(open + 1)..close]
            : reason.Split(':')[0];
    }
}
