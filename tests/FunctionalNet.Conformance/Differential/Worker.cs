using System.Globalization;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// The process that tries cases: it reads numbers of cases from its input, and tells each stage and each finding, so that whoever
/// watches knows what it died of.
/// </summary>
internal static class Worker
{
    /// <summary>The argument that makes a process one.</summary>
    public const string Argument = "differential-worker";

    /// <summary>The mark of a line with a stage.</summary>
    public const string Stage = "stage";

    /// <summary>The mark of a line with a finding.</summary>
    public const string Done = "done";

    /// <summary>Tries cases until its input ends.</summary>
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
