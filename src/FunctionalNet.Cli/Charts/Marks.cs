using System.Xml.Linq;

namespace FunctionalNet.Cli.Charts;

/// <summary>A mark on a chart.</summary>
/// <param name="Name">The text of the legend; null if it is not in the legend.</param>
/// <param name="Color">A CSS color.</param>
internal abstract record Mark(string? Name, string Color)
{
    /// <summary>Gets a value indicating whether it is hidden until its button is pressed.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Gets how its button in the legend looks, as classes of the page: as it is drawn.</summary>
    public abstract string Swatch { get; }

    public abstract IEnumerable<XElement> Draw(Frame frame);
}

/// <summary>A line through points, optionally with a dot at each and a ring at its end.</summary>
internal sealed record Line(
    string? Name,
    string Color,
    IReadOnlyList<Point> Points,
    double Width = 1.8,
    bool IsDashed = false,
    bool HasDots = false,
    bool HasEnd = false
) : Mark(Name, Color)
{
    public override string Swatch => IsDashed ? "line dashed" : "line";

    public override IEnumerable<XElement> Draw(Frame frame)
    {
        var line = new XElement(
            Frame.Svg + "path",
            new XAttribute("d", frame.Path(Points)),
            new XAttribute("fill", "none"),
            new XAttribute("stroke", Color),
            new XAttribute("stroke-width", Frame.Number(Width)),
            new XAttribute("stroke-linejoin", "round")
        );
        if (IsDashed)
        {
            line.Add(new XAttribute("stroke-dasharray", "6 4"));
        }

        yield return line;
        foreach (var dot in HasDots ? new Dots(null, Color, Points, 2.4).Draw(frame) : [])
        {
            yield return dot;
        }

        foreach (var end in HasEnd ? new Dots(null, Color, [Points[^1]], 4).Draw(frame) : [])
        {
            yield return end;
        }
    }
}

/// <summary>Dots at points; hollow ones hide little of what they lie on.</summary>
internal sealed record Dots(
    string? Name,
    string Color,
    IReadOnlyList<Point> Points,
    double Radius = 3,
    bool IsHollow = false
) : Mark(Name, Color)
{
    public override string Swatch => IsHollow ? "ring" : "dot";

    public override IEnumerable<XElement> Draw(Frame frame) =>
        from point in Points
        where point.IsFinite
        select new XElement(
            Frame.Svg + "circle",
            new XAttribute("cx", Frame.Number(frame.Across(point.X))),
            new XAttribute("cy", Frame.Number(frame.Down(point.Y))),
            new XAttribute("r", Frame.Number(Radius)),
            new XAttribute("fill", IsHollow ? "none" : Color),
            IsHollow ? new XAttribute[] { new("stroke", Color), new("stroke-width", "2") } : null
        );
}

/// <summary>Crosses at points.</summary>
internal sealed record Crosses(string? Name, string Color, IReadOnlyList<Point> Points, double Radius = 6)
    : Mark(Name, Color)
{
    public override string Swatch => "cross";

    public override IEnumerable<XElement> Draw(Frame frame) =>
        from point in Points
        where point.IsFinite
        let at = (X: frame.Across(point.X), Y: frame.Down(point.Y))
        select new XElement(
            Frame.Svg + "path",
            new XAttribute(
                "d",
                $"M{At(at.X - Radius, at.Y - Radius)}L{At(at.X + Radius, at.Y + Radius)}M{At(at.X - Radius, at.Y + Radius)}L{At(at.X + Radius, at.Y - Radius)}"
            ),
            new XAttribute("stroke", Color),
            new XAttribute("stroke-width", "2.4")
        );

    private static string At(double x, double y) => $"{Frame.Number(x)} {Frame.Number(y)}";
}

/// <summary>Contour lines of a grid of values that spans the frame: <c>Heights[column, row]</c>, the first row at the bottom.</summary>
internal sealed record Contours(double[,] Heights, IReadOnlyList<double> Levels) : Mark(null, "var(--contour)")
{
    public override string Swatch => "line";

    public override IEnumerable<XElement> Draw(Frame frame)
    {
        var (columns, rows) = (Heights.GetLength(0), Heights.GetLength(1));
        var (xs, ys) = (frame.X.Values(columns), frame.Y.Values(rows));
        return from level in Levels
            let lines = ContourLines.At(Heights, level)
            where lines.Count > 0
            select new XElement(
                Frame.Svg + "path",
                new XAttribute(
                    "d",
                    string.Concat(
                        lines.Select(line => frame.Path(line.Select(at => new Point(On(xs, at.X), On(ys, at.Y)))))
                    )
                ),
                new XAttribute("fill", "none"),
                new XAttribute("stroke", Color),
                new XAttribute("stroke-width", "0.8")
            );
    }

    private static double On(double[] values, double place)
    {
        var cell = Math.Min((int)place, values.Length - 2);
        return values[cell] + ((place - cell) * (values[cell + 1] - values[cell]));
    }
}
