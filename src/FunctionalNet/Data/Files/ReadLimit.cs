using System.Globalization;

namespace FunctionalNet;

/// <summary>How much memory what is read from one file may take: a few bytes that are packed can ask for any number of them.</summary>
internal static class ReadLimit
{
    /// <summary>The environment variable that sets it.</summary>
    public const string Variable = "FUNCTIONALNET_MAX_READ";

    private const long Usual = 4L << 30;

    private static readonly Lazy<long> Chosen = new(() => Parse(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>Gets the limit in bytes: 4 GiB, or half of the memory of the process where that is less, unless the variable says another.</summary>
    public static long Bytes => Chosen.Value;

    /// <summary>The limit that a text says.</summary>
    /// <exception cref="InvalidOperationException">It is no number of bytes.</exception>
    public static long Parse(string? value) =>
        string.IsNullOrEmpty(value) ? Math.Min(Usual, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes
        : throw new InvalidOperationException(
            $"The environment variable {Variable} is '{value}', but must be a whole number of bytes from 1 on. Correct it or remove it."
        );

    /// <summary>What is wrong with so many bytes; null if nothing is.</summary>
    public static string? Exceeded(double bytes) =>
        bytes <= Bytes
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"it would take {bytes:N0} bytes of memory, more than the bound of {Bytes:N0}; raise it with the environment variable {Variable}"
            );
}
