using static System.FormattableString;

namespace FunctionalNet.Cli.Charts;

/// <summary>Colors of one hue with contrast on white as well as on black: of a medium luminance, whatever the hue.</summary>
internal static class Hue
{
    private const double Saturation = 0.68;
    private const double Dark = 0.16;
    private const double Bright = 0.27;

    /// <summary>The color, as CSS.</summary>
    /// <param name="degrees">The hue.</param>
    /// <param name="isBright">Whether it is the brighter of two.</param>
    public static string Of(int degrees, bool isBright)
    {
        var (low, high, wanted) = (0.0, 1.0, isBright ? Bright : Dark);
        while (high - low > 1e-3)
        {
            var middle = (low + high) / 2;
            (low, high) = Luminance(degrees, middle) < wanted ? (middle, high) : (low, middle);
        }

        return Invariant($"hsl({degrees} {Saturation:P0} {low * 100:F1}%)")
            .Replace(" %", "%", StringComparison.Ordinal);
    }

    /// <summary>The relative luminance of WCAG, from 0 for black to 1 for white.</summary>
    /// <param name="degrees">The hue.</param>
    /// <param name="lightness">The lightness, from 0 to 1.</param>
    internal static double Luminance(int degrees, double lightness)
    {
        return (0.2126 * Linear(0)) + (0.7152 * Linear(8)) + (0.0722 * Linear(4));

        double Linear(int place)
        {
            var k = (place + (degrees / 30.0)) % 12;
            var spread = Saturation * Math.Min(lightness, 1 - lightness);
            var value = lightness - (spread * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)));
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
