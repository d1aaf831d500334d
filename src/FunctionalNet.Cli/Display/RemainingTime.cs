using System.Globalization;

namespace FunctionalNet.Cli.Display;

/// <summary>The estimated remaining time, at a constant pace.</summary>
internal static class RemainingTime
{
    // Before this share of the time there is no estimate.
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    /// <summary>The remaining time; none while it is too early to tell, and at the end.</summary>
    /// <param name="elapsed">The duration of the parts done.</param>
    /// <param name="done">The number of parts done.</param>
    /// <param name="left">The number of parts left.</param>
    public static TimeSpan Of(TimeSpan elapsed, long done, long left) =>
        elapsed < Min || done <= 0 || left <= 0 ? TimeSpan.Zero : elapsed / done * left;

    /// <summary>The time as text: <c>12 s left</c>, <c>3 min left</c>, <c>1 h 20 min left</c>; empty for none.</summary>
    public static string Text(TimeSpan time)
    {
        // Rounded to whole units, so that the smaller unit never reaches a whole larger one.
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        var minutes = (long)Math.Ceiling(time.TotalMinutes);
        return seconds <= 0 ? string.Empty
            : seconds < 60 ? Words($"{seconds} s left")
            : minutes < 60 ? Words($"{minutes} min left")
            : Words($"{minutes / 60} h {minutes % 60} min left");

        static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
