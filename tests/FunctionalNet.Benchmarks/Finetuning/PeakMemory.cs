using System.Globalization;

namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>The most memory that this process has had at once.</summary>
internal static class PeakMemory
{
    private const string Label = "VmHWM:";

    /// <summary>From now on: what was needed before, such as to read files, does not count. Only Linux can; elsewhere it counts.</summary>
    public static void Restart()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>The bytes in memory at the peak.</summary>
    public static long Bytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Label, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Label.Length..].Replace("kB", string.Empty), CultureInfo.InvariantCulture);
    }
}
