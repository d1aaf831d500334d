using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionalNet.Benchmarks.Works;
using Spectre.Console;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary><c>peers</c>: this library against OpenBLAS, PyTorch and ONNX Runtime.</summary>
internal static class PeersCommand
{
    private const int Interrupted = 130;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<FileInfo> Json = new("--json") { Description = "Write the rows to a file." };

    private static readonly Option<string> Only = new("--only")
    {
        Description = "Measure only works whose name has this in it; * stands for anything.",
        DefaultValueFactory = _ => string.Empty,
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Fewer and shorter samples: minutes rather than a quarter of an hour.",
    };

    private static readonly Option<string> Threads = new("--threads")
    {
        Description = "The thread counts, separated by commas; 1 and all processors if absent.",
        DefaultValueFactory = _ =>
            string.Join(',', new[] { 1, Environment.ProcessorCount }.Distinct().Select(count => $"{count}")),
    };

    public static Command Create()
    {
        Threads.Validators.Add(result =>
        {
            if (Counts(result.GetValue(Threads)) is null)
            {
                result.AddError("--threads takes whole numbers from 1 on, such as 1,2.");
            }
        });
        var command = new Command("peers", "Measure this library against OpenBLAS, PyTorch and ONNX Runtime.")
        {
            Json,
            Only,
            Quick,
            Threads,
        };
        command.SetAction(
            (arguments, stop) =>
                Run(
                    Counts(arguments.GetValue(Threads))!,
                    arguments.GetValue(Only)!,
                    arguments.GetValue(Quick),
                    Suite.Peers,
                    arguments.GetValue(Json),
                    stop
                )
        );
        return command;
    }

    /// <summary><c>sweep</c>: single operators over many sizes and shapes, against ONNX Runtime.</summary>
    public static Command CreateSweep()
    {
        var command = new Command(
            "sweep",
            "Measure single operators over their sizes against ONNX Runtime, and name the worst."
        )
        {
            Json,
            Only,
            Threads,
        };
        command.SetAction(
            (arguments, stop) =>
                Run(
                    Counts(arguments.GetValue(Threads))!,
                    arguments.GetValue(Only)!,
                    isQuick: true,
                    Suite.Sweep,
                    arguments.GetValue(Json),
                    stop
                )
        );
        return command;
    }

    /// <summary>
    /// <c>cuda</c>: training steps and predictions of ONNX Runtime on a GPU, against PyTorch on the GPU and this library's plans.
    /// </summary>
    public static Command CreateCuda()
    {
        var command = new Command(
            "cuda",
            "Measure ONNX Runtime on a GPU against PyTorch there, and check it against the CPU."
        )
        {
            Json,
            Only,
        };
        command.SetAction(
            async (arguments, stop) =>
            {
                foreach (var missing in Cuda.Missing())
                {
                    AnsiConsole.MarkupLineInterpolated($"[red]{missing}[/]");
                    return 1;
                }

                return await Run(
                        [Environment.ProcessorCount],
                        arguments.GetValue(Only)!,
                        isQuick: true,
                        Suite.Cuda,
                        arguments.GetValue(Json),
                        stop
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    /// <summary>The hidden command of the child process.</summary>
    public static Command CreateChild()
    {
        var only = new Argument<string>("ONLY");
        var isQuick = new Argument<bool>("QUICK");
        var suite = new Argument<Suite>("SUITE");
        var command = new Command(Child.Command) { only, isQuick, suite };
        command.Hidden = true;
        command.SetAction(arguments =>
            Child.Run(arguments.GetValue(only)!, arguments.GetValue(isQuick), arguments.GetValue(suite))
        );
        return command;
    }

    private static int[]? Counts(string? text)
    {
        var counts = (text ?? string.Empty)
            .Split(',')
            .Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0
            )
            .ToArray();
        return counts.All(count => count > 0) ? counts : null;
    }

    private static async Task<int> Run(
        int[] threads,
        string only,
        bool isQuick,
        Suite suite,
        FileInfo? json,
        CancellationToken stop
    )
    {
        var findings = new Findings();
        await AnsiConsole
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn()
            )
            .StartAsync(async progress =>
            {
                foreach (var count in threads.TakeWhile(_ => !stop.IsCancellationRequested))
                {
                    var task = progress.AddTask($"{count} threads", maxValue: double.MaxValue);
                    await Follow(Child.Start(count, only, isQuick, suite), count, findings, task, stop)
                        .ConfigureAwait(false);
                }
            })
            .ConfigureAwait(false);
        if (findings is { Rows.Count: 0, Failures.Count: 0 } && !stop.IsCancellationRequested)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"No work is named like '{only}'; see a run without --only for their names."
            );
            return 1;
        }

        Report.Write(findings, suite == Suite.Sweep);
        if (json is not null)
        {
            await File.WriteAllTextAsync(
                    json.FullName,
                    JsonSerializer.Serialize(findings.Rows, Indented),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }

        // Partial or quick runs do not overwrite the recorded results.
        var isWhole =
            suite != Suite.Sweep && only.Length == 0 && findings.Failures.Count == 0 && !stop.IsCancellationRequested;
        var written =
            !isWhole ? null
            : suite == Suite.Cuda ? ResultsFile.WriteCuda(findings)
            : isQuick ? null
            : ResultsFile.Write(findings);
        if (written is { } file)
        {
            AnsiConsole.MarkupLineInterpolated($"Written to {file}");
        }

        return stop.IsCancellationRequested ? Interrupted
            : findings.Failures.Count > 0 ? 1
            : 0;
    }

    private static async Task Follow(
        Process started,
        int threads,
        Findings findings,
        ProgressTask task,
        CancellationToken stop
    )
    {
        using var child = started;
        try
        {
            while (await child.StandardOutput.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
            {
                Note(JsonSerializer.Deserialize<Message>(line)!, threads, findings, task);
            }

            await child.WaitForExitAsync(stop).ConfigureAwait(false);
            if (child.ExitCode != 0)
            {
                findings.Failures.Add($"{threads} threads: the process ended with {child.ExitCode}.");
            }
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
        }
    }

    private static void Note(Message message, int threads, Findings findings, ProgressTask task)
    {
        switch (message)
        {
            case { Hello: { } hello }:
                findings.Hellos.Add(hello);
                task.MaxValue = hello.Works;
                break;
            case { Working: var (work, peak) }:
                findings.AddPeak(threads, peak);
                task.Description = Markup.Escape($"{threads} threads: {work}");
                break;
            case { Row: { } row }:
                findings.Add(row);
                task.Increment(1);
                break;
            case { Failure: { } failure }:
                findings.Failures.Add($"{failure} ({threads} threads)");
                task.Increment(1);
                break;
            default:
                break;
        }
    }
}
