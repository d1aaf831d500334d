using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>PyTorch in a Python process of its own, asked line by line.</summary>
internal sealed class Torch : IDisposable
{
    /// <summary>How to install it on Debian.</summary>
    public const string Install = "apt-get install python3-torch libopenblas0-openmp";

    private readonly Process process;

    private Torch(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>Gets its version.</summary>
    public string Version { get; }

    /// <summary>Starts it with a number of threads; null where Python or PyTorch is missing.</summary>
    public static Torch? Start(int threads)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var hello = process.StandardOutput.ReadLine();
            if (hello is not null)
            {
                var torch = new Torch(process, hello);
                torch.Ask(new { ask = "threads", threads });
                return torch;
            }

            process.Dispose();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Sets up a work that the script knows by name.</summary>
    public IRun Run(string work, object arguments)
    {
        Ask(new { ask = "make", work, arguments });
        return new Remote(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(2_000);
        process.Dispose();
    }

    private JsonElement Ask(object question)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(question));
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch ended.");
        var answer = JsonDocument.Parse(line).RootElement;
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"PyTorch: {error}")
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

        public void Dispose() { }
    }
}
