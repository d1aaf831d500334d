using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FunctionalNet.Cli.Tests.Serving;

/// <summary>
/// A process of the tool that runs one command after another (<see cref="StartupHook"/>). A new process compiles for one to two seconds what
/// it runs for milliseconds.
/// </summary>
internal sealed class ServingTool
{
    // As many as tests run at once. They end when this process does, which closes their standard input.
    private static readonly ConcurrentBag<ServingTool> Idle = [];

    private readonly Process process;
    private readonly string output = Path.GetTempFileName();
    private readonly string error = Path.GetTempFileName();

    private ServingTool()
    {
        var start = new ProcessStartInfo("dotnet", [Tool.File])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[StartupHook.Variable] = typeof(StartupHook).Assembly.Location;
        process = Process.Start(start)!;
    }

    /// <summary>Runs a command and waits for its end.</summary>
    public static async Task<Tool.Ended> Run(string folder, string[] arguments, CancellationToken stop)
    {
        var tool = Idle.TryTake(out var idle) ? idle : new ServingTool();
        try
        {
            var ended = await tool.Answer(folder, arguments, stop).ConfigureAwait(false);
            if (!tool.process.HasExited)
            {
                Idle.Add(tool);
            }

            return ended;
        }
        catch (OperationCanceledException)
        {
            tool.process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private async Task<Tool.Ended> Answer(string folder, string[] arguments, CancellationToken stop)
    {
        await File.WriteAllTextAsync(output, string.Empty, stop).ConfigureAwait(false);
        await File.WriteAllTextAsync(error, string.Empty, stop).ConfigureAwait(false);
        var question = JsonSerializer.Serialize(new Question(folder, arguments, output, error));
        await process.StandardInput.WriteLineAsync(question.AsMemory(), stop).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(stop).ConfigureAwait(false);
        var answer = await process.StandardOutput.ReadLineAsync(stop).ConfigureAwait(false);
        if (answer is null)
        {
            // The command ended the process.
            await process.WaitForExitAsync(stop).ConfigureAwait(false);
        }

        return new(
            answer is null ? process.ExitCode : int.Parse(answer, CultureInfo.InvariantCulture),
            await File.ReadAllTextAsync(output, stop).ConfigureAwait(false),
            await File.ReadAllTextAsync(error, stop).ConfigureAwait(false)
        );
    }
}
