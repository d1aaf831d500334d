using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>Writes the findings of the commands to files in <c>results</c> of this project's folder, as <c>CPU.md</c> and <c>cuda.md</c>.</summary>
internal static class ResultsFile
{
    /// <summary>Writes the results on a GPU: the path of the file, in the working folder if the project is not found.</summary>
    public static string WriteCuda(Findings findings)
    {
        var project = Project();
        var folder = project is null ? "." : Path.Combine(project, "results");
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, "cuda.md");
        File.WriteAllText(path, Text(findings, Commit(project)));
        return path;
    }

    /// <summary>Writes the results: the path of the file, or null if the project is not found.</summary>
    public static string? Write(Findings findings)
    {
        var slug = string.Join(
            '-',
            Cpu.Model.ToLowerInvariant().Split(NotInNames, StringSplitOptions.RemoveEmptyEntries)
        );
        return Write($"{slug}.md", commit => Text(findings, commit));
    }

    /// <summary>Writes a text that names the commit: the path of the file, or null if the project is not found.</summary>
    public static string? Write(string name, Func<string, string> text)
    {
        if (Project() is not { } project)
        {
            return null;
        }

        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(project, "results")).FullName, name);
        File.WriteAllText(path, text(Commit(project)));
        return path;
    }

    private static readonly char[] NotInNames = [.. " ()@/\\.,:;\t"];

    private static string Text(Findings findings, string commit)
    {
        var text = new StringBuilder();
        Line($"# {Cpu.Model}");
        Line($"");
        Line(
            $"{DateTime.UtcNow:yyyy-MM-dd}, commit {commit}, {Environment.ProcessorCount} processors, .NET {Environment.Version}."
        );
        foreach (var (threads, peak) in findings.Peaks)
        {
            Line($"- measured peak on {threads} threads: {peak / 1e9:F0} GFLOP/s");
        }

        foreach (var line in findings.Versions.Concat(findings.Missing))
        {
            Line($"- {line}");
        }

        Line($"");
        Line($"Ratio: the peer's time to ours; above 1 is faster than the peer.");
        Line($"");
        Line($"| family | peer | threads | geometric mean | least | of |");
        Line($"|---|---|--:|--:|--:|---|");
        foreach (var (family, peer, threads, mean, min, worst) in Summary.Of(findings.Rows))
        {
            Line($"| {family} | {peer} | {threads} | {mean:F2} | {min:F2} | {worst} |");
        }

        Line($"");
        Line($"| work | threads | ours µs | peer | peer µs | ratio | spread | % of peak | note |");
        Line($"|---|--:|--:|---|--:|--:|--:|--:|---|");
        foreach (var row in findings.Rows)
        {
            Line(
                $"| {row.Work} | {row.Threads} | {row.OursUs:N1} | {row.Peer} | {row.PeerUs:N1} | {row.Ratio:F2} | {100 * row.Spread:F0} | {(row.PeakShare > 0 ? 100 * row.PeakShare : null):F0} | {row.Note} |"
            );
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string? Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("FunctionalNet.Benchmarks.csproj").Any())
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private static string Commit(string? folder)
    {
        if (folder is null)
        {
            return "unknown";
        }

        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", ["describe", "--always", "--dirty"])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    WorkingDirectory = folder,
                }
            )!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
