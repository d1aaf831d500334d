using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cases;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// <c>differential --cases N --seed S</c> runs random cases and resumes an interrupted run; <c>--fresh</c> starts over, and <c>--case N</c>
/// runs a single case and shrinks it.
/// </summary>
internal static class DifferentialCommand
{
    /// <summary>The command-line argument that selects this command.</summary>
    public const string Argument = "differential";

    // A complete run writes its counts into the README.
    private const string Accept = "ACCEPT_CONFORMANCE";

    /// <summary>Runs the command: the exit code.</summary>
    public static int Run(IReadOnlyList<string> args)
    {
        var (count, seed) = (Number(args, "--cases", 100_000), Number(args, "--seed", 1));
        if (args.Contains("--case", StringComparer.Ordinal))
        {
            return One(seed, Number(args, "--case", 0));
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "differential");
        Directory.CreateDirectory(folder);
        var log = Path.Combine(folder, $"seed-{seed}.txt");
        if (args.Contains("--fresh", StringComparer.Ordinal))
        {
            File.Delete(log);
        }

        var findings = new SortedDictionary<int, Finding>();
        foreach (var line in File.Exists(log) ? File.ReadLines(log) : [])
        {
            if (line.Split('\t', 4) is [var number, var outcome, var origin, var detail])
            {
                findings[int.Parse(number, CultureInfo.InvariantCulture)] = new(
                    Enum.Parse<Outcome>(outcome),
                    origin,
                    detail
                );
            }
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        using var writer = new StreamWriter(log, append: true) { AutoFlush = true };
        var watch = Stopwatch.StartNew();
        var done = 0;
        Runner.Run(
            seed,
            [.. Enumerable.Range(Number(args, "--from", 0), count).Where(number => !findings.ContainsKey(number))],
            Number(args, "--workers", Math.Max(1, Environment.ProcessorCount)),
            (number, finding) =>
            {
                findings[number] = finding;
                writer.WriteLine($"{number}\t{finding.Outcome}\t{finding.Origin}\t{finding.Detail}");
                if (++done % 1000 == 0)
                {
                    Console.WriteLine(
                        $"{findings.Count} of {count}, {findings.Values.Count(one => one.IsFault)} faults, {watch.Elapsed.TotalSeconds:0} s"
                    );
                }
            },
            stop.Token
        );
        Tell(findings);
        if (findings.Count == count && Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Counts.Path, Counts.Of(seed, findings.Values));
        }

        return findings.Values.Any(finding => finding.IsFault) ? 1 : 0;
    }

    private static int One(int seed, int number)
    {
        var (drawn, opset) = Drawings.Of(seed, number);
        Console.WriteLine(drawn);
        var stages = new List<string>();
        var trial = new Trial(stages.Add);
        var finding = trial.Of(drawn, opset);
        Console.WriteLine($"written in opset {opset}: {finding.Outcome} {finding.Detail}");
        Tell(drawn);
        if (finding.IsFault)
        {
            var small = new Shrinking(one => finding.IsLike(trial.Of(one, opset))).Of(drawn);
            Console.WriteLine($"{Environment.NewLine}{small}");
            Console.WriteLine(trial.Of(small, opset).Detail);
            Tell(small);
            small.Save(Path.Combine(Sources.Project, "Found", $"{small.Origin}-{seed}-{number}"), finding.Detail);
        }

        return 0;
    }

    private static void Tell(Case one)
    {
        Console.WriteLine($"ONNX Runtime: {Outputs(Judge.Run(one.Model.ToByteArray(), one.Data))}");
        Console.WriteLine($"here: {Outputs(Own.Read(one).Bind(own => own.Run(Executor.Plan)))}");
    }

    private static string Outputs(Either<Error, ImmutableArray<TypedTensor>> outputs) =>
        outputs.Match(
            Right: all =>
                string.Join(
                    "; ",
                    all.Select(one =>
                        $"{one.Type}{one.Tensor.Shape} {string.Join(' ', one.Tensor.Span.ToArray().Take(12))}"
                    )
                ),
            Left: error => error.Message
        );

    private static void Tell(SortedDictionary<int, Finding> findings)
    {
        foreach (
            var kind in findings
                .Where(one => one.Value.IsFault)
                .GroupBy(one => one.Value.Kind, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
        )
        {
            var (number, example) = kind.First();
            Console.WriteLine(
                $"{kind.Count()} x, case {number}: {example.Outcome} {example.Origin}: {example.Detail[..Math.Min(300, example.Detail.Length)]}"
            );
        }

        foreach (var outcome in findings.Values.GroupBy(finding => finding.Outcome).OrderBy(group => group.Key))
        {
            Console.WriteLine($"{outcome.Key}: {outcome.Count()}");
        }
    }

    private static int Number(IReadOnlyList<string> args, string name, int usual)
    {
        var place = args.ToList().IndexOf(name);
        return place >= 0 && place + 1 < args.Count ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : usual;
    }
}
