using System.Text;
using System.Xml.Linq;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Reports;

/// <summary>A model as a drawing: one box per layer, from the input down to the output.</summary>
internal static class GraphDrawing
{
    private const double Margin = 12;
    private const double BoxHeight = 46;
    private const double RowHeight = 76;
    private const double Tip = 5;
    private const double MinWidth = 300;

    // Estimated widths of letters in the two sizes.
    private const double TitleLetter = 8;
    private const double NoteLetter = 6.6;
    private const double Room = 24;

    private static readonly XNamespace Svg = Frame.Svg;

    /// <summary>The drawing.</summary>
    public static XElement Of(ModelGraph graph)
    {
        var layout = new Layout([.. graph.Boxes.Select(Width)], graph.Flows);
        var width = Math.Max(MinWidth, layout.Width + (2 * Margin));
        var left = (width - layout.Width) / 2;
        var height = ((layout.Rows - 1) * RowHeight) + BoxHeight + (2 * Margin);
        return new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Frame.Number(width)} {Frame.Number(height)}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", "The model"),
            new XAttribute("style", $"max-width:min(100%,{Frame.Number(width)}px)"),
            layout.Lines.SelectMany(line => Flow(line, left)),
            graph.Boxes.Zip(
                layout.Boxes,
                (box, place) => Box(box, place, left, isEnd: place.Below.Count == 0 || place.Above.Count == 0)
            )
        );
    }

    private static double Width(ModelGraph.Box box) =>
        Math.Max(box.Title.Length * TitleLetter, box.Note.Length * NoteLetter) + Room;

    private static double Top(Layout.Place place) => Margin + (place.Row * RowHeight);

    private static IEnumerable<XElement> Box(ModelGraph.Box box, Layout.Place place, double left, bool isEnd)
    {
        var (x, y) = (left + place.X, Top(place));
        yield return new XElement(
            Svg + "rect",
            new XAttribute("class", isEnd ? "node end" : "node"),
            new XAttribute("x", Frame.Number(x - (place.Width / 2))),
            new XAttribute("y", Frame.Number(y)),
            new XAttribute("width", Frame.Number(place.Width)),
            new XAttribute("height", Frame.Number(BoxHeight)),
            new XAttribute("rx", "7")
        );
        yield return Text(box.Title, "name", x, y + 19);
        yield return Text(box.Note, "note", x, y + 36);
    }

    private static XElement Text(string text, string kind, double x, double y) =>
        new(
            Svg + "text",
            new XAttribute("class", kind),
            new XAttribute("x", Frame.Number(x)),
            new XAttribute("y", Frame.Number(y)),
            new XAttribute("text-anchor", "middle"),
            text
        );

    // Down, past the boxes of the rows between, and into the box from above.
    private static IEnumerable<XElement> Flow(Layout.Place[] line, double left)
    {
        var path = new StringBuilder();
        var (x, y) = (left + line[0].X, Top(line[0]) + BoxHeight);
        path.Append('M').Append(Frame.Number(x)).Append(' ').Append(Frame.Number(y));
        for (var i = 1; i < line.Length; i++)
        {
            var isEnd = i == line.Length - 1;
            var (nextX, nextY) = (left + line[i].X, Top(line[i]) - (isEnd ? Tip : 0));
            var middle = (y + nextY) / 2;
            path.Append(
                $"C{Frame.Number(x)} {Frame.Number(middle)} {Frame.Number(nextX)} {Frame.Number(middle)} {Frame.Number(nextX)} {Frame.Number(nextY)}"
            );
            (x, y) = (nextX, nextY);
            if (!isEnd)
            {
                y += BoxHeight;
                path.Append('V').Append(Frame.Number(y));
            }
        }

        yield return new XElement(Svg + "path", new XAttribute("class", "flow"), new XAttribute("d", path.ToString()));
        yield return new XElement(
            Svg + "path",
            new XAttribute("class", "tip"),
            new XAttribute(
                "d",
                $"M{Frame.Number(x - 4)} {Frame.Number(y - 3)}L{Frame.Number(x + 4)} {Frame.Number(y - 3)}L{Frame.Number(x)} {Frame.Number(y + Tip)}Z"
            )
        );
    }
}
