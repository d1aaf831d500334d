using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Benchmarks.Peers;
using FunctionalNet.Execution;

namespace FunctionalNet.Benchmarks.Networks;

/// <summary>The first predictions of a process, before the JIT has optimized hot code. Each run is a new process.</summary>
internal sealed class ColdRun(Network network, int batch, bool isOurs) : IRun
{
    /// <summary>The hidden command of the child process.</summary>
    public const string Command = "cold-child";

    private const int Runs = 30;

    /// <summary>Runs the child process: prints the time of the first runs, without loading and planning.</summary>
    public static int Run(string name, string batch, string isOurs)
    {
        var network = Network.All.Single(network => network.Name == name);
        var size = int.Parse(batch, CultureInfo.InvariantCulture);
        using var run = bool.Parse(isOurs)
            ? NetworkRuns.Ours(network, size, Team.Shared.Threads)
            : NetworkRuns.Theirs(network, size, Team.Shared.Threads);
        var start = Stopwatch.GetTimestamp();

        // Seconds makes one warm-up run in addition.
        run.Seconds(Runs - 1);
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    public double Seconds(int times) => Enumerable.Range(0, times).Sum(_ => Once());

    public double[] Result() => [];

    public void Dispose() { }

    private double Once()
    {
        var start = Child.Again([Command, network.Name, $"{batch}", $"{isOurs}"]);
        (start.UseShellExecute, start.RedirectStandardOutput) = (false, true);
        using var process = Process.Start(start)!;
        var seconds = double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return seconds;
    }
}
