using System.Globalization;

namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>The peak memory of this process.</summary>
internal static class PeakMemory
{
    private const string Label = "VmHWM:";

    /// <summary>Resets the peak, so that earlier allocations, such as for reading files, do not count. Only Linux supports this.</summary>
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

    /// <summary>The peak in bytes.</summary>
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
