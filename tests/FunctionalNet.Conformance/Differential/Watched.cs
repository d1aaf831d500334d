using System.Diagnostics;
using System.Globalization;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A supervised worker process: a crash or a hang becomes the finding, and a new process replaces it.</summary>
/// <param name="seed">The seed of the cases.</param>
internal sealed class Watched(int seed) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // The first case also reads the node tests and compiles all code.
    private static readonly TimeSpan LongestFirst = TimeSpan.FromSeconds(60);

    private Process? process;
    private bool isFirst;

    /// <summary>Runs a case and returns its finding.</summary>
    public Finding Try(int number)
    {
        process ??= Start();
        var (stage, watch) = ("start", Stopwatch.StartNew());
        try
        {
            process.StandardInput.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            process.StandardInput.Flush();
            var longest = isFirst ? LongestFirst : Longest;
            while (true)
            {
                var reading = process.StandardOutput.ReadLineAsync();
                var left = longest - watch.Elapsed;
                if (left <= TimeSpan.Zero || !reading.Wait(left))
                {
                    return Ended(number, stage, hung: true);
                }

                switch (reading.Result?.Split('\t', 4))
                {
                    case [Worker.Stage, var next]:
                        stage = next;
                        break;
                    case [Worker.Done, var outcome, var origin, var detail]:
                        isFirst = false;
                        return new(Enum.Parse<Outcome>(outcome), origin, detail);
                    case null:
                        return Ended(number, stage, hung: false);
                }
            }
        }
        catch (IOException)
        {
            return Ended(number, stage, hung: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (process is { } running)
        {
            process = null;
            running.Kill();
            running.WaitForExit();
            running.Dispose();
        }
    }

    private Process Start()
    {
        isFirst = true;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            ArgumentList = { Worker.Argument, seed.ToString(CultureInfo.InvariantCulture) },
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "80000000";
        start.Environment["FUNCTIONALNET_THREADS"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var started = Process.Start(start)!;
        started.ErrorDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        return started;
    }

    private Finding Ended(int number, string stage, bool hung)
    {
        Dispose();
        var origin = Drawings.Of(seed, number).Case.Origin;
        var outcome =
            stage.StartsWith(Trial.Judging, StringComparison.Ordinal) ? Outcome.JudgeDied
            : hung ? Outcome.Hangs
            : Outcome.Crashes;
        return new(outcome, origin, $"{(hung ? "hangs" : "the process ends")} in stage {stage}");
    }
}
