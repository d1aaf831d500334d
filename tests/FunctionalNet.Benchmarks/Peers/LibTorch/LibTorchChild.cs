using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;

namespace FunctionalNet.Benchmarks.Peers.LibTorch;

/// <summary>
/// LibTorch as a peer, used through TorchSharp like in a .NET program. It speaks the protocol of torch_peer.py in a child process, because
/// its libraries do not load on every machine and it has its own threads.
/// </summary>
internal static class LibTorchChild
{
    /// <summary>The hidden command that the measuring process starts.</summary>
    public const string Command = "libtorch-child";

    /// <summary>Prints the version or the reason for a failure, then answers one request a line.</summary>
    public static int Run()
    {
        // Standard output is for answers only; TorchSharp also writes to it while loading.
        var answers = Console.Out;
        Console.SetOut(Console.Error);
        try
        {
            answers.WriteLine($"LibTorch {torch.__version__} (TorchSharp)");
        }
        catch (Exception error)
            when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            Console.Error.WriteLine(WhyNot());
            return 1;
        }

        LibTorchStep? current = null;
        while (Console.ReadLine() is { } line)
        {
            answers.WriteLine(JsonSerializer.Serialize(Answer(JsonElement.Parse(line), ref current)));
        }

        return 0;
    }

    // TorchSharp's message lists every path it tried; the system loader's message names the library that failed.
    private static string WhyNot()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);
            return "LibTorch's own libraries are not among this build's packages";
        }
        catch (DllNotFoundException missing)
        {
            var lines = missing.Message.Split('\n', StringSplitOptions.TrimEntries);
            return lines.FirstOrDefault(line => line.Contains("GLIBC", StringComparison.Ordinal))
                ?? lines.FirstOrDefault(line => line.Contains("torch", StringComparison.OrdinalIgnoreCase))
                ?? lines[0];
        }
    }

    private static object Answer(JsonElement question, ref LibTorchStep? current)
    {
        try
        {
            switch (question.GetProperty("ask").GetString())
            {
                case "threads":
                    torch.set_num_threads(question.GetProperty("threads").GetInt32());
                    return new { };
                case "make":
                    current = LibTorchWorks.Make(
                        question.GetProperty("work").GetString()!,
                        question.GetProperty("arguments")
                    );
                    return new { };
                case "run":
                    return new { seconds = Seconds(current!, question.GetProperty("times").GetInt32()) };
                case "result":
                    return new { result = current!.Result() };
                default:
                    current?.Dispose();
                    current = null;
                    return new { };
            }
        }
        catch (Exception error)
        {
            // The parent reports the error and continues with the next work.
            return new { error = error.Message };
        }
    }

    private static double Seconds(LibTorchStep step, int times)
    {
        step.Run();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            step.Run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
