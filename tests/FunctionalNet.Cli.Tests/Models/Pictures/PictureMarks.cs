using System.Xml.Linq;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Models.Pictures;

/// <summary>A word at a point, in the color of what it names.</summary>
internal sealed record Words(string Said, string Color, Point At, string Anchor = "middle") : Mark(null, Color)
{
    public override string Swatch => string.Empty;

    public override IEnumerable<XElement> Draw(Frame frame)
    {
        yield return new XElement(
            Frame.Svg + "text",
            new XAttribute("x", Frame.Number(frame.Across(At.X))),
            new XAttribute("y", Frame.Number(frame.Down(At.Y))),
            new XAttribute("text-anchor", Anchor),
            new XAttribute("style", $"fill:{Color};font-size:13px;font-weight:600"),
            Said
        );
    }
}

/// <summary>Bars that stand on the bottom, with a letter over each.</summary>
internal sealed record Bars(string Color, IReadOnlyList<(Point Top, string Letter)> All) : Mark(null, Color)
{
    private const double Width = 6;

    public override string Swatch => string.Empty;

    public override IEnumerable<XElement> Draw(Frame frame)
    {
        var bottom = frame.Down(frame.Y.Low);
        foreach (var (top, letter) in All)
        {
            var (x, y) = (frame.Across(top.X), frame.Down(top.Y));
            yield return new XElement(
                Frame.Svg + "rect",
                new XAttribute("x", Frame.Number(x - (Width / 2))),
                new XAttribute("y", Frame.Number(y)),
                new XAttribute("width", Frame.Number(Width)),
                new XAttribute("height", Frame.Number(bottom - y)),
                new XAttribute("fill", Color)
            );
            yield return new XElement(
                Frame.Svg + "text",
                new XAttribute("x", Frame.Number(x)),
                new XAttribute("y", Frame.Number(y - 4)),
                new XAttribute("text-anchor", "middle"),
                new XAttribute("style", "fill:var(--ink);font-family:monospace"),
                letter
            );
        }
    }
}
