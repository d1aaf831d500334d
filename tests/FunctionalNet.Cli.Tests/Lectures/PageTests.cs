using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Lectures;
using static FunctionalNet.Cli.Tests.Lectures.LecturesPage;

namespace FunctionalNet.Cli.Tests.Lectures;

/// <summary>The page of the lectures is complete: checked by its structure always, and in a browser if the machine has one.</summary>
public partial class PageTests(LecturesPage page) : IClassFixture<LecturesPage>
{
    private readonly XElement html = page.Page;

    private IEnumerable<XElement> Figures => html.Descendants(Html + "figure");

    [Fact]
    public void The_command_tells_each_chapter_and_the_file()
    {
        Assert.All(Titles(html), title => Assert.Contains(title, page.Printed, StringComparison.Ordinal));
        Assert.Matches(@"new/page\.html: \d+ charts in one file of \d+ KiB", page.Printed.ReplaceLineEndings(" "));
    }

    [Fact]
    public void Each_chapter_of_the_tour_stands_in_it_and_in_its_contents()
    {
        string[] ids = [.. html.Descendants(Html + "section").Select(section => (string)section.Attribute("id")!)];
        Assert.Equal(Tour.Chapters.Count(), ids.Length);
        Assert.Equal(
            ids.Select(id => $"#{id}"),
            html.Descendants(Html + "a").Select(link => (string)link.Attribute("href")!),
            StringComparer.Ordinal
        );
        string[] all = [.. html.DescendantsAndSelf().Attributes("id").Select(id => id.Value)];
        Assert.Equal(all.Distinct(StringComparer.Ordinal), all, StringComparer.Ordinal);
    }

    [Fact]
    public void It_is_one_file_that_needs_no_other()
    {
        Assert.StartsWith("<!DOCTYPE html>", page.Text, StringComparison.Ordinal);
        Assert.InRange(page.Text.Length, 100_000, 2_000_000);
        Assert.Empty(html.DescendantsAndSelf().Attributes("src"));
        Assert.All(
            html.DescendantsAndSelf().Attributes("href"),
            link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("@import", page.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"url\((?!#)", page.Text);

        // The only URLs are the XML namespaces, which no browser loads.
        var addresses = Address().Matches(page.Text).Select(match => match.Value).Distinct(StringComparer.Ordinal);
        Assert.Equal([Html.NamespaceName, Svg.NamespaceName], addresses, StringComparer.Ordinal);
    }

    [Fact]
    public void Each_chart_has_words_a_legend_and_lines_that_are_seen()
    {
        Assert.InRange(Figures.Count(), 20, 60);
        foreach (var figure in Figures)
        {
            var svg = figure.Element(Svg + "svg")!;
            var name = (string)svg.Attribute("aria-label")!;
            Assert.False(string.IsNullOrWhiteSpace(name));
            Assert.False(string.IsNullOrWhiteSpace(figure.Element(Html + "figcaption")!.Value), name);
            var series = svg.Descendants().Where(element => element.Attribute("data-series") is not null).ToArray();
            var buttons = figure.Descendants(Html + "button").Attributes("data-name").Select(name => name.Value);
            Assert.Equal(series.Select(one => (string)one.Attribute("data-series")!), buttons, StringComparer.Ordinal);
            Assert.All(
                series,
                one => Assert.True(Points(one).Any(IsInFrame), $"{name}: {one.Attribute("data-series")}")
            );
        }
    }

    [Fact]
    public void The_legend_is_drawn_as_the_marks_are()
    {
        foreach (var figure in Figures)
        {
            var dashed = figure
                .Element(Svg + "svg")!
                .Descendants(Svg + "g")
                .Where(mark => mark.Elements(Svg + "path").Attributes("stroke-dasharray").Any())
                .Select(mark => (string)mark.Attribute("data-series")!);
            var said = figure
                .Descendants(Html + "span")
                .Where(span => ((string)span.Attribute("class")!).Contains("dashed", StringComparison.Ordinal))
                .Select(span => (string)span.Parent!.Attribute("data-name")!);
            Assert.Equal(dashed, said, StringComparer.Ordinal);
        }

        string[] drawn = [.. html.Descendants(Html + "span").Attributes("class").Select(one => one.Value)];
        Assert.Contains("swatch ring", drawn, StringComparer.Ordinal);
        Assert.Contains("swatch cross", drawn, StringComparer.Ordinal);
        Assert.Contains("swatch line dashed", drawn, StringComparer.Ordinal);
    }

    [Fact]
    public void No_number_is_missing()
    {
        Assert.All(
            html.Descendants(Svg + "path").Attributes("d"),
            path => Assert.Matches(@"^(M-?\d+(\.\d)? -?\d+(\.\d)?(L-?\d+(\.\d)? -?\d+(\.\d)?)*)*$", path.Value)
        );
        Assert.All(
            html.Descendants().Where(element => !element.HasElements && element.Name != Html + "p"),
            element => Assert.DoesNotMatch(@"\b(NaN|Infinity)\b|∞", element.Value)
        );
        foreach (var table in html.Descendants(Html + "table"))
        {
            var width = table.Descendants(Html + "th").Count();
            Assert.NotEmpty(table.Descendants(Html + "td"));
            Assert.All(table.Element(Html + "tbody")!.Elements(), row => Assert.Equal(width, row.Elements().Count()));
        }
    }

    [Fact]
    public void The_page_in_the_repository_is_that_of_today()
    {
        var kept = File.ReadAllText(Path.Combine(Home(), "lectures.html"));
        var other = XElement.Parse(kept[kept.IndexOf("<html", StringComparison.Ordinal)..]);
        Assert.Equal(Titles(html), Titles(other));
        Assert.Equal(Captions(html), Captions(other));
        var card = File.ReadAllText(Path.Combine(Home(), "README.md"));
        Assert.All(Titles(html), title => Assert.Contains(title, card, StringComparison.Ordinal));

        // On another processor the last digits of some numbers differ, and choices that depend on them; the charts are the same.
        Assert.InRange(kept.Length, page.Text.Length * 0.8, page.Text.Length * 1.25);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(500)]
    public async Task A_browser_shows_it_whole(int width)
    {
        // The rest renders the page in a browser; without one, only the tests above apply.
        Assert.Contains("dataset.ready", page.Text, StringComparison.Ordinal);
        if (Browser.Find() is not { } browser)
        {
            TestContext.Current.TestOutputHelper!.WriteLine(
                "There is no Chromium on this machine: the page was checked by its structure, and not looked at in a browser."
            );
            return;
        }

        var seen = await browser.Look(page.Text, page.Folder["seen.html"], width);
        Assert.Empty(seen.Problems);
        Assert.Equal(Figures.Count(), seen.Charts);
        Assert.Equal(html.Descendants(Html + "button").Attributes("data-name").Count(), seen.Buttons);
    }

    private static string[] Titles(XElement page) => [.. page.Descendants(Html + "h2").Select(title => title.Value)];

    private static string[] Captions(XElement page) =>
        [.. page.Descendants(Svg + "svg").Select(svg => (string)svg.Attribute("aria-label")!)];

    private static bool IsInFrame((double X, double Y) point) =>
        point.X is >= Frame.Left and <= Frame.Width - Frame.Right
        && point.Y is >= Frame.Top and <= Frame.Height - Frame.Bottom;

    private static IEnumerable<(double X, double Y)> Points(XElement series) =>
        series
            .Descendants(Svg + "path")
            .SelectMany(path => Pair().Matches((string)path.Attribute("d")!))
            .Select(pair => (Number(pair.Groups["x"].Value), Number(pair.Groups["y"].Value)))
            .Concat(
                series
                    .Descendants(Svg + "circle")
                    .Select(dot => (Number((string)dot.Attribute("cx")!), Number((string)dot.Attribute("cy")!)))
            );

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Home([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "models", "lectures"));

    [GeneratedRegex(@"https?://[^""' <)]+", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[ML](?<x>-?[\d.]+) (?<y>-?[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pair();
}
