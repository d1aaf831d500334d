using System.Diagnostics;
using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using FunctionalNet.Benchmarks.Works;
using FunctionalNet.Execution;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>The child process for one thread count: libraries read the number of threads once, from the environment.</summary>
internal static class Child
{
    /// <summary>The hidden command that the parent starts.</summary>
    public const string Command = "peers-child";

    /// <summary>The start of this program with other arguments.</summary>
    public static ProcessStartInfo Again(string[] arguments)
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new(program, [typeof(Child).Assembly.Location, .. arguments])
            : new(program, arguments);
    }

    /// <summary>Starts a child process that measures with a number of threads.</summary>
    public static Process Start(int threads, string only, bool isQuick, Suite suite)
    {
        var start = Again([Command, only, isQuick.ToString(), suite.ToString()]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        var count = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment[Team.ThreadsVariable] = count;
        start.Environment["OMP_NUM_THREADS"] = count;
        start.Environment["OPENBLAS_NUM_THREADS"] = count;

        // Idle workers of OpenBLAS spin for 2 to the power of this many cycles. The default is so long that it slows down the next
        // measurement.
        start.Environment["OPENBLAS_THREAD_TIMEOUT"] = "21";
        return Process.Start(start)!;
    }

    /// <summary>Runs the child process: measures each work and prints the result.</summary>
    public static void Run(string only, bool isQuick, Suite suite)
    {
        // Ctrl-C reaches the whole process group; the parent must end this process instead.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var threads = Team.Shared.Threads;
        using var peers = new PeerSet(threads, suite == Suite.Cuda);
        Work[] works =
        [
            .. Families
                .Of(suite, peers)
                .Where(work => peers.Has(work.Peer) && FileSystemName.MatchesSimpleExpression($"*{only}*", work.Name)),
        ];
        Say(new(Hello: new Hello(threads, [.. peers.Versions], [.. peers.Missing], works.Length)));
        var measure = new Measure(threads, isQuick);
        foreach (var work in works)
        {
            Say(new(Working: new(work.Name, FmaPeak.Measure(threads))));
            Say(Measured(measure, work));
        }
    }

    private static Message Measured(Measure measure, Work work)
    {
        try
        {
            return new(Row: measure.Run(work));
        }
        catch (Exception error)
        {
            // A failing work must not end the others.
            return new(Failure: $"{work.Name}: {error.Message}");
        }
    }

    private static void Say(Message message) => Console.WriteLine(JsonSerializer.Serialize(message));
}
