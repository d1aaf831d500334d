using System.Runtime.InteropServices;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>The processor's name, as the operating system reports it.</summary>
internal static class Cpu
{
    private const string Source = "/proc/cpuinfo";

    /// <summary>Gets the model, for instance <c>AMD EPYC 9354</c>.</summary>
    public static string Model { get; } =
        FromLinux()
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? $"{RuntimeInformation.OSArchitecture} {Environment.ProcessorCount}";

    private static string? FromLinux() =>
        File.Exists(Source)
            ? File.ReadLines(Source)
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':', 2)[1]
                .Trim()
            : null;
}
