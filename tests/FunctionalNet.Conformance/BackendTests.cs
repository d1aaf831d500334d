using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Conformance;

/// <summary>
/// ONNX's backend tests, run by <c>fnet verify</c>: the node tests of 2026-08, and those of Debian's package libonnx-testdata.
/// </summary>
/// <remarks>To rewrite the README, run once with the environment variable ACCEPT_CONFORMANCE=1 and commit the file.</remarks>
public class BackendTests
{
    private const double Bar = 0.95;
    private const string Accept = "ACCEPT_CONFORMANCE";

    // The number that must pass of the 1,447 node tests in this folder; the others must be declared unsupported.
    private const int NewestBar = 1_165;

    private static readonly string[] Suites = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    private static readonly Verifier Verifier = new(Engine.Own, Tolerance.Usual);

    private static readonly Lazy<Verdict[]> Newest = new(() =>
        [.. Verifier.Tests(Sources.NodeTests).Select(Verifier.Verify)]
    );

    private static readonly string Readme = Path.Combine(Sources.Project, "README.md");

    [Fact]
    public void None_of_the_newest_node_tests_fails_and_the_README_says_which_are_unsupported()
    {
        var failed = Newest.Value.Where(verdict => verdict.Outcome == Outcome.Failed).ToArray();
        Assert.True(failed.Length == 0, string.Join(Environment.NewLine, failed.AsEnumerable()));
        Assert.InRange(
            Newest.Value.Count(verdict => verdict.Outcome == Outcome.Passed),
            NewestBar,
            Newest.Value.Length
        );
        if (Environment.GetEnvironmentVariable(Accept) != "1")
        {
            Assert.Contains(Report.Newest(Newest.Value), File.ReadAllText(Readme), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void At_least_95_percent_pass_and_the_README_says_which_do_not()
    {
        Assert.SkipUnless(
            Directory.Exists(Sources.TestData),
            $"libonnx-testdata is not installed: there is no {Sources.TestData}"
        );
        Tested[] tests =
        [
            .. from suite in Suites
            from folder in Verifier.Tests(Path.Combine(Sources.TestData, suite))
            select new Tested($"{suite}/{Path.GetFileName(folder)}", Counts(folder), Verifier.Verify(folder)),
        ];
        var report = Report.Of(tests, Newest.Value);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Readme, report);
        }

        Assert.Equal(File.ReadAllText(Readme), report);
        var counted = tests.Where(test => test.Counts).ToArray();
        Assert.InRange(counted.Count(test => test.Verdict.Outcome == Outcome.Passed) / (double)counted.Length, Bar, 1);
    }

    private static bool Counts(string folder) =>
        ModelCase
            .Load(Path.Combine(folder, "model.onnx"))
            .Match(Right: model => Operators.Count(model.Operators, model.Types), Left: _ => false);
}
