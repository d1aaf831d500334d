using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Conformance;

/// <summary>ONNX's own tests, as Debian's libonnx-testdata brings them, by <c>fnet verify</c>.</summary>
/// <remarks>To write the README again, run once with the environment variable ACCEPT_CONFORMANCE=1 and commit the file.</remarks>
public class BackendTests
{
    private const double Bar = 0.95;
    private const string Accept = "ACCEPT_CONFORMANCE";

    private static readonly string[] Suites = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    [Fact]
    public void At_least_95_percent_pass_and_the_README_says_which_do_not()
    {
        Assert.SkipUnless(
            Directory.Exists(Sources.TestData),
            $"libonnx-testdata is not installed: there is no {Sources.TestData}"
        );
        var verifier = new Verifier(Engine.Own, Tolerance.Usual);
        Tested[] tests =
        [
            .. from suite in Suites
            from folder in Verifier.Tests(Path.Combine(Sources.TestData, suite))
            select new Tested($"{suite}/{Path.GetFileName(folder)}", Counts(folder), verifier.Verify(folder)),
        ];
        var report = Report.Of(tests);
        var readme = Path.Combine(Sources.Project, "README.md");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(readme, report);
        }

        Assert.Equal(File.ReadAllText(readme), report);
        var counted = tests.Where(test => test.Counts).ToArray();
        Assert.InRange(counted.Count(test => test.Verdict.Outcome == Outcome.Passed) / (double)counted.Length, Bar, 1);
    }

    private static bool Counts(string folder) =>
        ModelCase
            .Load(Path.Combine(folder, "model.onnx"))
            .Match(Right: model => Operators.Count(model.Operators, model.Types), Left: _ => false);
}
