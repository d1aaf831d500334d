using System.Diagnostics;
using Xunit;

namespace FunctionalNet.MpiTests;

/// <summary>Runs programs under <c>mpirun</c>, if it is installed.</summary>
internal static class MpiRun
{
    /// <summary>The collection of all tests, which run one at a time: each uses several processes, and some measure time.</summary>
    public const string OneAtATime = "mpirun";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    // The names of Open MPI's and MPICH's launchers on Debian.
    private static readonly string[] Names = ["mpirun.openmpi", "mpirun", "mpirun.mpich"];

    private static string? Launcher { get; } =
        (Environment.GetEnvironmentVariable("MPIRUN") is { Length: > 0 } named ? [named] : Names)
            .SelectMany(name =>
                (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
                    .Split(Path.PathSeparator)
                    .Select(folder => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);

    /// <summary>Runs the tests' program on a number of ranks and waits for its end.</summary>
    public static Task<Ended> Ranks(int count, params string[] arguments) =>
        Run(count, "FunctionalNet.Mpi.Rank.dll", arguments);

    /// <summary>Runs <c>fnet</c> on a number of ranks.</summary>
    public static Task<Ended> Tool(int count, params string[] arguments) => Run(count, "fnet.dll", arguments);

    /// <summary>Runs a program as one process, without a launcher.</summary>
    public static Task<Ended> Alone(string program, params string[] arguments) =>
        End("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);

    private static Task<Ended> Run(int count, string program, string[] arguments)
    {
        Assert.SkipWhen(
            Launcher is null,
            "There is no mpirun here: apt-get install openmpi-bin, or name one by the environment variable MPIRUN."
        );
        return End(
            Launcher!,
            ["-n", $"{count}", "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments]
        );
    }

    private static async Task<Ended> End(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Allows root, as in a container, and more ranks than processors; idle ranks yield; the terminal type suppresses colors.
        foreach (
            var (name, value) in new[]
            {
                ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
                ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
                ("OMPI_MCA_rmaps_base_oversubscribe", "1"),
                ("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe"),
                ("OMPI_MCA_mpi_yield_when_idle", "1"),
                ("TERM", "dumb"),
            }
        )
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token)
            );
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return new(
                process.ExitCode,
                await output.ConfigureAwait(false),
                await error.ConfigureAwait(false),
                DateTimeOffset.UtcNow
            );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The result of all processes.</summary>
    internal sealed record Ended(int ExitCode, string Output, string Error, DateTimeOffset At)
    {
        /// <summary>The line of each rank, without its number.</summary>
        public string[] Told(int ranks)
        {
            Assert.Equal((0, string.Empty), (ExitCode, ExitCode == 0 ? string.Empty : Error));
            string[] lines =
            [
                .. Output
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => line.Contains($" of {ranks}: ", StringComparison.Ordinal))
                    .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim()),
            ];
            Assert.Equal(ranks, lines.Length);
            return lines;
        }
    }
}
