using System.Globalization;

namespace FunctionalNet.Cli.Display;

/// <summary>How long it still takes, if it goes on as it went.</summary>
internal static class Remaining
{
    // Before so much of the time nothing can be said.
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    /// <summary>How long so many parts still take; nothing while it is too early to tell, and at the end.</summary>
    /// <param name="elapsed">How long the parts took that are done.</param>
    /// <param name="done">How many those are.</param>
    /// <param name="left">How many there still are.</param>
    public static TimeSpan Of(TimeSpan elapsed, long done, long left) =>
        elapsed < Min || done <= 0 || left <= 0 ? TimeSpan.Zero : elapsed / done * left;

    /// <summary>The time in words: <c>12 s left</c>, <c>3 min left</c>, <c>1 h 20 min left</c>; empty for none.</summary>
    public static string Text(TimeSpan time)
    {
        // To whole units: none of the next smaller one is left over.
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        var minutes = (long)Math.Ceiling(time.TotalMinutes);
        return seconds <= 0 ? string.Empty
            : seconds < 60 ? Words($"{seconds} s left")
            : minutes < 60 ? Words($"{minutes} min left")
            : Words($"{minutes / 60} h {minutes % 60} min left");

        static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
