using System.Collections.Immutable;
using System.Diagnostics;
using FunctionalNet.Cli.Tests.Serving;

namespace FunctionalNet.Cli.Tests;

/// <summary>The built tool, run in a separate process.</summary>
internal static class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The tool's assembly.</summary>
    public static readonly string File = Path.Combine(AppContext.BaseDirectory, "fnet.dll");

    /// <summary>Runs a command, in a process that others have run in before, and waits for its end.</summary>
    public static async Task<Ended> Run(string folder, params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            return await RunAlone(folder, arguments).ConfigureAwait(false);
        }

        using var limit = new CancellationTokenSource(Longest);
        return await ServingTool.Run(folder, arguments, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Runs a command in a process of its own, as users do, and waits for its end.</summary>
    public static Task<Ended> RunAlone(string folder, params string[] arguments) => End(Start(folder, arguments));

    /// <summary>Starts a command.</summary>
    public static Process Start(string folder, params string[] arguments) =>
        Start(folder, "dotnet", [File, .. arguments]);

    /// <summary>Starts a command that receives Ctrl-C even if the tests run in the background.</summary>
    public static Process StartInterruptible(string folder, params string[] arguments) =>
        Start(folder, "env", ["--default-signal=INT", "dotnet", File, .. arguments]);

    /// <summary>Runs a command with an environment variable set.</summary>
    public static Task<Ended> RunUnder(
        string folder,
        (string Name, string Value) variable,
        params string[] arguments
    ) =>
        End(
            Start(
                folder,
                "dotnet",
                [File, .. arguments],
                new Dictionary<string, string?>(StringComparer.Ordinal) { [variable.Name] = variable.Value }
            )
        );

    /// <summary>Runs a command with shell redirections: <c>"&gt;&amp;-"</c> closes standard output.</summary>
    public static Task<Ended> RunIn(string folder, string redirection, params string[] arguments) =>
        End(Start(folder, "bash", ["-c", $"\"$@\" {redirection}", "bash", "dotnet", File, .. arguments]));

    /// <summary>Starts any program.</summary>
    public static Process Start(
        string folder,
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? ImmutableDictionary<string, string?>.Empty)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for a process and reads its outputs.</summary>
    public static async Task<Ended> End(Process process)
    {
        using var ended = process;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token)
            );
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return new Ended(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The exit code and outputs of a command.</summary>
    public sealed record Ended(int ExitCode, string Output, string Error)
    {
        /// <summary>Asserts that the command succeeded.</summary>
        public Ended Succeeded()
        {
            Assert.Equal((0, string.Empty), (ExitCode, ExitCode == 0 ? string.Empty : Error));
            return this;
        }

        /// <summary>Asserts that the command printed nothing and failed with a one-line error.</summary>
        public void Failed(params IEnumerable<string> says)
        {
            Assert.Empty(Output);
            Complained(says);
        }

        /// <summary>Asserts that the command failed with a one-line error, whatever it printed before.</summary>
        public void Complained(params IEnumerable<string> says)
        {
            Assert.Equal(Cli.Commands.ExitCode.NotCompleted, ExitCode);
            var line = Assert.Single(Error.TrimEnd('\n').Split('\n'));
            Assert.StartsWith("fnet: ", line, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
            Assert.All(says, part => Assert.Contains(part, line, StringComparison.Ordinal));
        }
    }
}
