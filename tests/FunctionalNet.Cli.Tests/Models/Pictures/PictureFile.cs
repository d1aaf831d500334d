using System.Xml.Linq;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Models.Pictures;

/// <summary>A drawing as a file of its own: it brings its colors, light and dark, and its paper.</summary>
internal static class PictureFile
{
    private const string Style = """
        svg { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5b626e; --rule: #e3e6ea; --contour: #5b626e; font: 12px system-ui, sans-serif; }
        @media (prefers-color-scheme: dark) { svg { --ink: #e6e8eb; --paper: #14171b; --soft: #9aa3ae; --rule: #2a3038; --contour: #9aa3ae; } }
        text { fill: var(--soft); } .paper { fill: var(--paper); } .grid { stroke: var(--rule); } .border { fill: none; stroke: var(--soft); }
        """;

    /// <summary>The text of the file.</summary>
    public static string Text(XElement drawing)
    {
        var size = drawing.Attribute("viewBox")!.Value.Split(' ');
        drawing.Add(new XAttribute("width", size[2]), new XAttribute("height", size[3]));
        drawing.AddFirst(
            new XElement(Frame.Svg + "style", Style.ReplaceLineEndings(" ")),
            new XElement(
                Frame.Svg + "rect",
                new XAttribute("class", "paper"),
                new XAttribute("width", "100%"),
                new XAttribute("height", "100%")
            )
        );
        return $"{drawing.ToString(SaveOptions.DisableFormatting).Replace("><", ">\n<", StringComparison.Ordinal)}\n";
    }
}
