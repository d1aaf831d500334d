using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionalNet.Benchmarks.Peers.LibTorch;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>PyTorch in a Python process, or LibTorch in a child process of this program; both speak the same line protocol.</summary>
internal sealed class Torch : IDisposable
{
    /// <summary>The name of PyTorch in rows.</summary>
    public const string Name = "PyTorch";

    /// <summary>The name of LibTorch in rows.</summary>
    public const string LibTorchName = "LibTorch";

    /// <summary>How to get LibTorch.</summary>
    public const string InstallLibTorch = "run the benchmark with -p:LibTorch=true";

    /// <summary>How to install PyTorch on Debian.</summary>
    public const string Install = "apt-get install python3-torch";

    /// <summary>How to install the OpenBLAS that shares PyTorch's threads.</summary>
    public const string InstallThreads = "apt-get install libopenblas0-openmp";

    // Debian's packages belong to its own Python, which may not be the first on the path.
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    private readonly Process process;

    private Torch(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>
    /// Gets the folder of the OpenBLAS build that uses PyTorch's OpenMP threads; null if it is missing. The default build has its own
    /// threads, which compete with PyTorch's for the processors.
    /// </summary>
    public static string? SharedThreads { get; } =
        Directory.Exists("/usr/lib")
            ? Directory
                .EnumerateDirectories("/usr/lib", "*-linux-gnu")
                .Select(folder => Path.Combine(folder, "openblas-openmp"))
                .FirstOrDefault(Directory.Exists)
            : null;

    /// <summary>Gets the version.</summary>
    public string Version { get; }

    /// <summary>Starts PyTorch with a number of threads; null if Python, PyTorch or a requested GPU is missing.</summary>
    public static Torch? Start(int threads, bool isOnCuda) =>
        Pythons.Select(python => Start(python, threads, isOnCuda)).FirstOrDefault(torch => torch is not null);

    /// <summary>Starts LibTorch with a number of threads; null and the reason if it cannot be loaded.</summary>
    public static (Torch? Torch, string Reason) StartLibTorch(int threads)
    {
        var reason = string.Empty;
        var start = Child.Again([LibTorchChild.Command]);
        var torch = Start(start, threads, line => reason = line.Length == 0 ? reason : line);
        return (torch, reason);
    }

    /// <summary>Sets up a work by its name in the script.</summary>
    public IRun Run(string work, object arguments)
    {
        Ask(
            new
            {
                ask = "make",
                work,
                arguments,
            }
        );
        return new Remote(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(2_000);
        process.Dispose();
    }

    private static Torch? Start(string python, int threads, bool isOnCuda)
    {
        var start = new ProcessStartInfo(
            python,
            [Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py"), isOnCuda ? "cuda" : "cpu"]
        );
        if (SharedThreads is { } folder)
        {
            start.Environment["LD_LIBRARY_PATH"] = folder;
        }

        return Start(start, threads, _ => { });
    }

    private static Torch? Start(ProcessStartInfo start, int threads, Action<string> complain)
    {
        start.UseShellExecute = false;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var child = Process.Start(start)!;
            child.ErrorDataReceived += (_, line) => complain(line.Data ?? string.Empty);
            child.BeginErrorReadLine();
            if (child.StandardOutput.ReadLine() is { } hello)
            {
                var torch = new Torch(child, hello);
                torch.Ask(new { ask = "threads", threads });
                return torch;
            }

            child.WaitForExit();
            child.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The program is not installed.
        }

        return null;
    }

    private JsonElement Ask(object question)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(question));
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended.");
        var answer = JsonElement.Parse(line);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"the peer says: {error}")
            : answer;
    }

    private sealed class Remote(Torch torch) : IRun
    {
        public double Seconds(int times) => torch.Ask(new { ask = "run", times }).GetProperty("seconds").GetDouble();

        public double[] Result() =>
            [
                .. torch
                    .Ask(new { ask = "result" })
                    .GetProperty("result")
                    .EnumerateArray()
                    .Select(value => value.GetDouble()),
            ];

        // Frees the memory of the work before the next one starts.
        public void Dispose() => torch.Ask(new { ask = "drop" });
    }
}
