using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace FunctionalNet.Cli.Charts;

/// <summary>The plot area of a chart: maps values to positions.</summary>
/// <param name="X">The axis along the bottom.</param>
/// <param name="Y">The axis along the left.</param>
internal sealed record Frame(Axis X, Axis Y)
{
    public const int Width = 640;
    public const int Height = 400;
    public const int Left = 64;
    public const int Right = 16;
    public const int Top = 14;
    public const int Bottom = 48;

    // Points closer than this are merged.
    private const double Finest = 0.4;

    // A mark may begin outside of the frame; positions are clamped so that numbers stay bounded.
    private const double Beyond = 4;

    public static XNamespace Svg { get; } = "http://www.w3.org/2000/svg";

    /// <summary>A number as text in the file: a tenth of a unit is below what is visible.</summary>
    public static string Number(double value) =>
        Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture);

    public double Across(double x) => Left + (Inside(X.Place(x)) * (Width - Left - Right));

    public double Down(double y) => Height - Bottom - (Inside(Y.Place(y)) * (Height - Top - Bottom));

    /// <summary>A line through points; it is interrupted at NaN.</summary>
    public string Path(IEnumerable<Point> points)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        var last = (X: double.NaN, Y: double.NaN);
        foreach (var point in points)
        {
            if (!point.IsFinite)
            {
                isDrawing = false;
                continue;
            }

            var here = (X: Across(point.X), Y: Down(point.Y));
            if (isDrawing && Math.Abs(here.X - last.X) < Finest && Math.Abs(here.Y - last.Y) < Finest)
            {
                continue;
            }

            last = here;
            path.Append(isDrawing ? 'L' : 'M').Append(Number(here.X)).Append(' ').Append(Number(here.Y));
            isDrawing = true;
        }

        return path.ToString();
    }

    private static double Inside(double share) => Math.Clamp(share, -Beyond, 1 + Beyond);
}

/// <summary>A position on a chart.</summary>
internal readonly record struct Point(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
