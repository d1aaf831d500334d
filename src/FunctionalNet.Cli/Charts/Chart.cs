using System.Xml.Linq;

namespace FunctionalNet.Cli.Charts;

/// <summary>Marks over two axes, drawn as SVG.</summary>
/// <param name="Title">The title, also for screen readers.</param>
/// <param name="X">The axis along the bottom.</param>
/// <param name="Y">The axis along the left.</param>
/// <param name="Marks">The marks, in drawing order: the first is at the back.</param>
internal sealed record Chart(string Title, Axis X, Axis Y, params IReadOnlyList<Mark> Marks)
{
    private static readonly XNamespace Svg = Frame.Svg;

    /// <summary>Gets the marks in the legend.</summary>
    public IEnumerable<Mark> Legend => Marks.Where(mark => mark.Name is not null);

    /// <summary>One of several distinguishable colors, on white as well as on black.</summary>
    public static string Color(int index, int count = 8) =>
        Hue.Of((210 + (index * 360 / count)) % 360, isBright: index % 2 != 0);

    /// <summary>The chart as SVG. Marks are clipped to the frame, whose id must be unique on a page.</summary>
    public XElement Draw(string id)
    {
        var frame = new Frame(X, Y);
        return new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Frame.Width} {Frame.Height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", Title),
            new XAttribute("data-label", X.Label),
            new XAttribute("data-x", Ends(X)),
            new XAttribute("data-y", Ends(Y)),
            new XAttribute(
                "data-frame",
                $"{Frame.Left} {Frame.Width - Frame.Right} {Frame.Height - Frame.Bottom} {Frame.Top}"
            ),
            new XElement(Svg + "clipPath", new XAttribute("id", $"{id}-frame"), Rectangle(("class", "frame"))),
            Grid(frame),
            new XElement(
                Svg + "g",
                new XAttribute("clip-path", $"url(#{id}-frame)"),
                Marks.Select(mark => new XElement(
                    Svg + "g",
                    mark.Name is null ? null : new XAttribute("data-series", mark.Name),
                    mark.IsHidden ? new XAttribute("style", "display:none") : null,
                    mark.Draw(frame)
                ))
            ),
            Rectangle(("class", "border")),
            Text(X.Label, (Frame.Left + Frame.Width - Frame.Right) / 2.0, Frame.Height - 8, "middle"),
            Turned(Y.Label, 14, (Frame.Top + Frame.Height - Frame.Bottom) / 2.0)
        );
    }

    // From drawn positions to values, for the tooltip.
    private static string Ends(Axis axis) =>
        FormattableString.Invariant($"{axis.Low:R} {axis.High:R} {(axis.IsLogarithmic ? 1 : 0)}");

    private static IEnumerable<XElement> Grid(Frame frame)
    {
        foreach (var (value, text) in frame.X.Ticks())
        {
            var x = frame.Across(value);
            yield return Rule(x, Frame.Top, x, Frame.Height - Frame.Bottom);
            yield return Text(text, x, Frame.Height - Frame.Bottom + 17, "middle");
        }

        foreach (var (value, text) in frame.Y.Ticks())
        {
            var y = frame.Down(value);
            yield return Rule(Frame.Left, y, Frame.Width - Frame.Right, y);
            yield return Text(text, Frame.Left - 7, y + 4, "end");
        }
    }

    private static XElement Rule(double x1, double y1, double x2, double y2) =>
        Shape(
            "line",
            ("class", "grid"),
            ("x1", Frame.Number(x1)),
            ("y1", Frame.Number(y1)),
            ("x2", Frame.Number(x2)),
            ("y2", Frame.Number(y2))
        );

    private static XElement Rectangle(params ReadOnlySpan<(string Name, string Value)> more) =>
        Shape(
            "rect",
            [
                ("x", $"{Frame.Left}"),
                ("y", $"{Frame.Top}"),
                ("width", $"{Frame.Width - Frame.Left - Frame.Right}"),
                ("height", $"{Frame.Height - Frame.Top - Frame.Bottom}"),
                .. more,
            ]
        );

    private static XElement Text(string text, double x, double y, string anchor)
    {
        var element = Shape("text", ("x", Frame.Number(x)), ("y", Frame.Number(y)), ("text-anchor", anchor));
        element.Value = text;
        return element;
    }

    private static XElement Turned(string text, double x, double y)
    {
        var element = Text(text, x, y, "middle");
        element.Add(new XAttribute("transform", $"rotate(-90 {Frame.Number(x)} {Frame.Number(y)})"));
        return element;
    }

    private static XElement Shape(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Svg + name);
        foreach (var (attribute, value) in attributes)
        {
            element.Add(new XAttribute(attribute, value));
        }

        return element;
    }
}
