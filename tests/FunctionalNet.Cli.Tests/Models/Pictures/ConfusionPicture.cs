using System.Xml.Linq;
using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Models.Pictures;

/// <summary>A confusion matrix: how often the class of a row was taken for that of a column. What is right is blue, what is wrong red.</summary>
internal static class ConfusionPicture
{
    private const double Cell = 34;
    private const double Letter = 7;
    private const double Room = 16;

    private static readonly XNamespace Svg = Frame.Svg;

    /// <summary>The drawing.</summary>
    public static XElement Of(string title, IReadOnlyList<string> labels, ConfusionMatrix counts)
    {
        var names = Room + (labels.Max(label => label.Length) * Letter);
        var side = Cell * labels.Count;
        return new XElement(
            Svg + "svg",
            new XAttribute(
                "viewBox",
                $"0 0 {Frame.Number(names + side + Room)} {Frame.Number(names + side + (2 * Room))}"
            ),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", title),
            labels.Index().SelectMany(label => Names(label.Item, names, names + (Cell * (label.Index + 0.5)))),
            from row in Enumerable.Range(0, labels.Count)
            from column in Enumerable.Range(0, labels.Count)
            where counts[row, column] > 0
            from part in Drawn(counts, row, column, names)
            select part,
            Text(
                "rows: what it is; columns: what it is taken for",
                names + (side / 2),
                names + side + Room + 4,
                "middle"
            )
        );
    }

    // Before its row, and upwards over its column where it is long.
    private static IEnumerable<XElement> Names(string label, double edge, double middle)
    {
        yield return Text(label, edge - 8, middle + 4, "end");
        var over = Text(label, middle, edge - 8, label.Length == 1 ? "middle" : "start");
        if (label.Length > 1)
        {
            over.Add(new XAttribute("transform", $"rotate(-60 {Frame.Number(middle)} {Frame.Number(edge - 8)})"));
        }

        yield return over;
    }

    // By the root of its share of the row, so that single errors are seen.
    private static IEnumerable<XElement> Drawn(ConfusionMatrix counts, int row, int column, double edge)
    {
        var total = Enumerable.Range(0, counts.Classes).Sum(other => counts[row, other]);
        var (x, y) = (edge + (Cell * column), edge + (Cell * row));
        yield return new XElement(
            Svg + "rect",
            new XAttribute("x", Frame.Number(x)),
            new XAttribute("y", Frame.Number(y)),
            new XAttribute("width", Frame.Number(Cell - 1)),
            new XAttribute("height", Frame.Number(Cell - 1)),
            new XAttribute("fill", row == column ? "#2f7dd1" : "#d1472f"),
            new XAttribute(
                "fill-opacity",
                FormattableString.Invariant(
                    $"{(row == column ? 0.55 : 0.9) * Math.Sqrt((double)counts[row, column] / total):F2}"
                )
            )
        );
        var number = Text($"{counts[row, column]}", x + (Cell / 2), y + (Cell / 2) + 4, "middle");
        number.Add(new XAttribute("style", "fill:var(--ink)"));
        yield return number;
    }

    private static XElement Text(string text, double x, double y, string anchor) =>
        new(
            Svg + "text",
            new XAttribute("x", Frame.Number(x)),
            new XAttribute("y", Frame.Number(y)),
            new XAttribute("text-anchor", anchor),
            text
        );
}
