using System.Globalization;

namespace FunctionalNet;

/// <summary>The memory limit for the content of one file: a few compressed bytes can expand to any size.</summary>
internal static class ReadLimit
{
    /// <summary>The environment variable that sets it.</summary>
    public const string Variable = "FUNCTIONALNET_MAX_READ";

    private const long Usual = 4L << 30;

    private static readonly Lazy<long> Chosen = new(() => Parse(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>
    /// Gets the limit in bytes: 4 GiB, or half of the process's memory if that is less, unless the variable sets another.
    /// </summary>
    public static long Bytes => Chosen.Value;

    /// <summary>The limit from a text.</summary>
    /// <exception cref="InvalidOperationException">It is not a number of bytes.</exception>
    public static long Parse(string? value) =>
        string.IsNullOrEmpty(value) ? Math.Min(Usual, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes
        : throw new InvalidOperationException(
            $"The environment variable {Variable} is '{value}', but must be a whole number of bytes from 1 on. Correct it or remove it."
        );

    /// <summary>The error for a number of bytes; null if it is within the limit.</summary>
    public static string? Exceeded(double bytes) =>
        bytes <= Bytes
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"it would take {bytes:N0} bytes of memory, more than the bound of {Bytes:N0}; raise it with the environment variable {Variable}"
            );
}
