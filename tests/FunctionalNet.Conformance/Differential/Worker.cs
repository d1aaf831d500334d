using System.Globalization;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// The child process that runs cases: it reads case numbers from standard input and prints each stage and finding, so that the parent can
/// attribute a crash.
/// </summary>
internal static class Worker
{
    /// <summary>The command-line argument that starts a worker.</summary>
    public const string Argument = "differential-worker";

    /// <summary>The prefix of a line with a stage.</summary>
    public const string Stage = "stage";

    /// <summary>The prefix of a line with a finding.</summary>
    public const string Done = "done";

    /// <summary>Runs cases until the input ends: the exit code.</summary>
    public static int Run(int seed)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var trial = new Trial(stage => output.WriteLine($"{Stage}\t{stage}"));
        while (Console.ReadLine() is { } line)
        {
            var number = int.Parse(line, CultureInfo.InvariantCulture);
            output.WriteLine($"{Stage}\tdraw");
            var (drawn, opset) = Drawings.Of(seed, number);
            var finding = trial.Of(drawn, opset);
            output.WriteLine($"{Done}\t{finding.Outcome}\t{finding.Origin}\t{OneLine(finding.Detail)}");
        }

        return 0;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
