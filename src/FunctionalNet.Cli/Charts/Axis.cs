using System.Globalization;

namespace FunctionalNet.Cli.Charts;

/// <summary>One axis of a chart: its quantity and its range.</summary>
/// <param name="Label">The quantity, with its unit.</param>
/// <param name="Low">The value at its start.</param>
/// <param name="High">The value at its end.</param>
/// <param name="IsLogarithmic">Whether powers of ten are evenly spaced.</param>
internal sealed record Axis(string Label, double Low, double High, bool IsLogarithmic = false)
{
    private const int MaxTicks = 6;

    /// <summary>An axis that contains all of these values, with a small margin at both ends.</summary>
    public static Axis Around(string label, IEnumerable<double> values, bool isLogarithmic = false)
    {
        double[] known = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0))];
        var (low, high) = (known.Min(), known.Max());
        if (isLogarithmic)
        {
            return new(label, low / 1.3, high * 1.3, IsLogarithmic: true);
        }

        var room = high > low ? (high - low) * 0.05 : 1;
        return new(label, low - room, high + room);
    }

    /// <summary>The position of a value, from 0 at the start to 1 at the end; outside of this range if the value is outside.</summary>
    public double Place(double value) =>
        IsLogarithmic
            ? (Math.Log(Math.Max(value, 1e-300)) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : (value - Low) / (High - Low);

    /// <summary>A number of values, evenly spaced along the axis, including both ends.</summary>
    public double[] Values(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => i / (count - 1.0))
                .Select(share => IsLogarithmic ? Low * Math.Pow(High / Low, share) : Low + (share * (High - Low))),
        ];

    /// <summary>The values of the tick labels.</summary>
    public IEnumerable<(double Value, string Text)> Ticks() =>
        (IsLogarithmic ? Decades() : Steps()).Select(value => (value, Text(value)));

    private static string Text(double value) =>
        value != 0 && (Math.Abs(value) >= 1e5 || Math.Abs(value) < 1e-3)
            ? value.ToString("0.#e0", CultureInfo.InvariantCulture)
            : value.ToString("0.####", CultureInfo.InvariantCulture);

    // Every decade, every second, ... so that labels do not overlap.
    private IEnumerable<double> Decades()
    {
        var (first, last) = ((int)Math.Ceiling(Math.Log10(Low)), (int)Math.Floor(Math.Log10(High)));
        var stride = ((last - first) / MaxTicks) + 1;
        for (var power = first; power <= last; power += stride)
        {
            yield return Math.Pow(10, power);
        }
    }

    // 1, 2 or 5 times a power of ten.
    private IEnumerable<double> Steps()
    {
        var rough = (High - Low) / MaxTicks;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.Select(times => times * unit).First(size => size >= rough * 0.999);
        for (var i = (long)Math.Ceiling(Low / step); i * step <= High; i++)
        {
            yield return i * step;
        }
    }
}
