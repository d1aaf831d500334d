using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using static System.FormattableString;

namespace FunctionalNet.Benchmarks.Startup;

/// <summary><c>startup</c>: the time from the start of a process to its first training step and to its first prediction, by part.</summary>
internal static class StartupCommand
{
    private const int Runs = 15;

    public static Command Create()
    {
        var command = new Command("startup", "Measure from the start of a process to its first step and prediction.");
        command.SetAction((_, stop) => Run(stop));
        return command;
    }

    private static async Task<int> Run(CancellationToken stop)
    {
        var table = new Table().AddColumn("goal").AddColumn("part").AddColumn("ms").AddColumn("since the start");
        table.Title = new TableTitle(Invariant($"784-128-10, batch 32, medians of {Runs} processes"));
        foreach (var goal in new[] { StartupChild.Step, StartupChild.Prediction })
        {
            // The first run fills the file cache and is not counted.
            await Once(goal, stop).ConfigureAwait(false);
            var runs = new List<Mark[]>();
            for (var run = 0; run < Runs; run++)
            {
                runs.Add(await Once(goal, stop).ConfigureAwait(false));
            }

            var last = 0.0;
            for (var i = 0; i < runs[0].Length; i++)
            {
                var at = runs.Select(marks => marks[i].Milliseconds).Order().ElementAt(Runs / 2);
                table.AddRow(goal, runs[0][i].Part, Invariant($"{at - last:N0}"), Invariant($"{at:N0}"));
                last = at;
            }
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<Mark[]> Once(string goal, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(StartupCommand).Assembly.Location);
        }

        start.ArgumentList.Add(StartupChild.Command);
        start.ArgumentList.Add(goal);
        start.ArgumentList.Add(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(stop).ConfigureAwait(false);
        await process.WaitForExitAsync(stop).ConfigureAwait(false);
        return JsonSerializer.Deserialize<Mark[]>(output)!;
    }
}
