using System.Xml.Linq;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Reports;
using FunctionalNet.Cli.Tests.Web;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Reports;

/// <summary>The report on an image model is complete: by its structure, and in a browser if the machine has one.</summary>
public sealed class TrainingReportTests : IDisposable
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly Lazy<string> Made = new(Make);

    private readonly Folder folder = new();

    private static XElement Page => XElement.Parse(Made.Value["<!DOCTYPE html>\n".Length..]);

    [Fact]
    public void It_is_one_file_that_needs_no_other()
    {
        Assert.All(
            Page.DescendantsAndSelf().Attributes("src"),
            source => Assert.StartsWith("data:image/png;base64,", source.Value, StringComparison.Ordinal)
        );
        Assert.All(
            Page.DescendantsAndSelf().Attributes("href"),
            link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("@import", Made.Value, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"url\((?!#)", Made.Value);
    }

    [Fact]
    public void Gradients_and_weights_have_a_line_for_each_path()
    {
        foreach (var title in new[] { "norm of the gradient", "norm of the weights" })
        {
            var chart = Page.Descendants(Svg + "svg").Single(svg => (string?)svg.Attribute("aria-label") == title);
            Assert.Equal(
                ["0/weight", "2/0/weight", "4/weight", "0/bias", "2/0/bias", "4/bias"],
                chart.Descendants().Attributes("data-series").Select(series => series.Value),
                StringComparer.Ordinal
            );
        }
    }

    [Fact]
    public void Each_sample_that_is_wrong_has_its_picture_and_its_place_in_the_matrix()
    {
        var matrix = Page.Descendants(Html + "table").Single(table => (string?)table.Attribute("class") == "matrix");
        int[] counts =
        [
            .. matrix
                .Descendants(Html + "td")
                .Where(cell => (string?)cell.Attribute("class") == "other")
                .Select(cell => int.Parse(cell.Value, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(9, matrix.Descendants(Html + "td").Count());
        Assert.NotEqual(0, counts.Sum());
        Assert.Equal(Math.Min(40, counts.Sum()), Page.Descendants(Html + "img").Count());
    }

    [Fact]
    public async Task A_browser_shows_it_whole_at_any_width()
    {
        var browser = Browser.Find();
        Assert.SkipWhen(browser is null, "This test opens a report in Chromium: apt-get install chromium.");
        foreach (var width in new[] { 500, 1000 })
        {
            var seen = await browser!.Look(Made.Value, folder[$"seen-{width}.html"], width);
            Assert.Empty(seen.Problems);
            Assert.Equal(6, seen.Charts);
        }
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task A_telephone_shows_it_whole_and_its_texts_have_contrast(string scheme)
    {
        var browser = Browser.Find();
        Assert.SkipWhen(browser is null, "This test opens a report in Chromium: apt-get install chromium.");
        var page = folder["report.html"];
        await File.WriteAllTextAsync(page, Made.Value, TestContext.Current.CancellationToken);
        await using var tab = await Tab.Open(browser!, folder.Path);
        await tab.Prefer(scheme);
        foreach (var width in new[] { 320, 420, 1000 })
        {
            await tab.Resize(width);
            await tab.Visit(new Uri(page).AbsoluteUri);
            Assert.Empty(await tab.Overflowing(width));
            Assert.Empty(await tab.FaintTexts());
        }

        Assert.Equal(scheme == "dark", await tab.Evaluate<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        Assert.Empty(tab.Complaints);
    }

    public void Dispose() => folder.Dispose();

    // A network with a residual connection, barely trained, so that some samples are wrong.
    private static string Make()
    {
        var pixels = new float[30 * 8 * 8];
        ((Key)1).Uniform<float>(pixels);
        var data = new Dataset<float>(
            new(new(30, 1, 8, 8), pixels),
            Tensor.Vector([.. Enumerable.Range(0, 30).Select(i => (float)(i % 3))])
        );
        var samples = new Samples(data, data, ["cat", "dog", "stag"], null);
        var recipe = new Recipe
        {
            Name = "animals",
            Description = "Tells animals apart.",
            Data = new(),
            Model = "Conv2d(4, 3) >> Relu() >> Residual(Conv2d(4, 3)) >> Flatten() >> Dense(3)",
            Loss = "SoftmaxCrossEntropy()",
            Optimizer = "Adam(0.01)",
        };
        var model =
            Conv2d(4, 3, padding: Padding.Same) >> Relu() >> Residual(Conv2d(4, 3, padding: Padding.Same) >> Tanh());
        var training = Training.Of(model >> Flatten() >> Dense(3), SoftmaxCrossEntropy(), Adam(0.01));
        var batches = data.Batches(10);
        var learned = training
            .FitEpochs(training.Init(1, data.InputShape), batches, new() { Epochs = 3, HeldOut = batches })
            .Select(next => next.IfLeft(error => throw new InvalidOperationException(error.Message)))
            .ToArray();
        return TrainingReport.Text(
            recipe,
            samples,
            learned[^1],
            [.. learned.Select(one => one.Epoch)],
            [.. learned.Select(one => EpochNorms.Of(training, one, batches.First()))],
            new Model<float>(training.Layer >> Softmax(), data.InputShape, learned[0].State.Values).Predict(data.Inputs)
        );
    }
}
