using System.Globalization;
using System.Text;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Conformance;

/// <summary>A test of ONNX's, and how it went.</summary>
/// <param name="Name">Its suite and name.</param>
/// <param name="Counts">Whether it counts for the bar.</param>
/// <param name="Verdict">How it went.</param>
internal sealed record Tested(string Name, bool Counts, Verdict Verdict);

/// <summary>The README of this project.</summary>
internal static class Report
{
    // What stands in the tests themselves, rather than here.
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["node/test_adam_multiple"] =
            "its outputs were computed with epsilon = 0.01, which the node does not say; ONNX's default is 10⁻⁶",
        ["node/test_resize_downsample_scales_cubic_align_corners"] =
            "corners are aligned to a size that is not whole; ONNX Runtime 1.31 gives what this library does",
        ["node/test_resize_downsample_scales_linear_align_corners"] =
            "corners are aligned to a size that is not whole; ONNX Runtime 1.31 gives what this library does",
    };

    /// <summary>The text.</summary>
    public static string Of(IReadOnlyCollection<Tested> tests)
    {
        var text = new StringBuilder(
            """
            # Conformance

            ONNX's own backend tests of the node, simple and pytorch suites (`libonnx-testdata` 1.12 of Debian, which `.ci/run` installs
            where it can), run by `fnet verify --engine functionalnet` with its defaults: rtol 0.001, atol 10⁻⁷, in the number type
            of the test. A test counts for the bar if all its tensors are of floating-point numbers (32 or 64 bits), whole numbers or
            bools, and all its operators are among those that this library promises to read ([Operators.cs](Operators.cs)). This
            page is written by the run: `ACCEPT_CONFORMANCE=1 dotnet run -c Release --project tests/FunctionalNet.Conformance`.


            """
        );
        text.AppendLine("| suite | tests | passed | failed | skipped | that count | of these passed |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var suite in tests.GroupBy(test => test.Name.Split('/')[0], StringComparer.Ordinal))
        {
            Row(text, suite.Key, [.. suite]);
        }

        Row(text, "all", tests);
        List(text, "Counted, and not passed", tests.Where(test => test.Counts));
        List(
            text,
            "Not counted, and failed",
            tests.Where(test => !test.Counts && test.Verdict.Outcome == Outcome.Failed)
        );
        text.AppendLine();
        text.AppendLine("## Declared unsupported");
        text.AppendLine();
        foreach (
            var reason in tests
                .Where(test => !test.Counts && test.Verdict.Outcome == Outcome.Skipped)
                .GroupBy(test => Cause(test.Verdict.Reason), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {reason.Key}: {reason.Count()}");
        }

        text.Append(
            """

            ## PyTorch

            [PyTorch/](PyTorch) holds models as PyTorch 1.13 exports them at opsets 13 to 17, with the script that records them: their values
            agree to 10⁻⁵ in float32 and to 10⁻⁹ in float64, the slopes by `fnet grad --precision double` to 10⁻⁹.

            ## Mutants

            These files with something changed, in their bytes or in their messages, are read or refused with an error, in bounded time
            and memory. CI takes 2,000 mutants; a longer run is
            `FNET_MUTANTS=100000 dotnet run -c Release --project tests/FunctionalNet.Conformance -- -class "*MutantTests"`.

            """
        );
        return text.ToString();
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
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}");
        text.AppendLine();
        foreach (var test in tests.Where(test => test.Verdict.Outcome != Outcome.Passed))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- `{test.Name}`: {Explained.GetValueOrDefault(test.Name, test.Verdict.Reason)}"
            );
        }
    }

    // The operator or the type, without the name of the node.
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
