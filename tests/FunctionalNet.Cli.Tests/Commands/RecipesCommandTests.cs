using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Recipes that are listed, copied, checked and overridden.</summary>
public sealed class RecipesCommandTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Those_that_are_built_in_are_listed_and_described()
    {
        var list = (await Tool.Run(folder.Path, "recipes")).Succeeded().Output;
        Assert.Equal(list, (await Tool.Run(folder.Path, "recipes", "list")).Succeeded().Output);
        Assert.All(Cli.Recipes.Recipe.Names, name => Assert.Contains(name, list, StringComparison.Ordinal));
        var iris = (await Tool.Run(folder.Path, "recipes", "describe", "iris")).Succeeded().Output;
        Assert.Contains("Dense(16)", iris, StringComparison.Ordinal);
        Assert.Contains("CosineDecay(0.02, steps)", iris, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_printed_is_a_file_to_start_from()
    {
        folder.Write("mine.json", (await Tool.Run(folder.Path, "recipes", "print", "iris")).Succeeded().Output);
        var valid = (await Tool.Run(folder.Path, "recipes", "validate", "mine.json")).Succeeded().Output;
        Assert.StartsWith(
            "mine.json is right: 120 samples to learn, 30 held out; 131 parameters\n",
            valid,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"loss\"", "\"los\"", "did you mean loss?")]
    [InlineData("Dense(3)", "Dence(3)", "Dence")]
    [InlineData("Dense(3)", "Dense(2)", "the model tells 2 classes apart")]
    [InlineData("\"iris\" }", "\"irises\" }", "there are no known data irises")]
    public async Task What_is_wrong_with_one_is_a_verdict(string right, string wrong, string says)
    {
        var text = (await Tool.Run(folder.Path, "recipes", "print", "iris")).Succeeded().Output;
        folder.Write("mine.json", text.Replace(right, wrong, StringComparison.Ordinal));
        var run = await Tool.Run(folder.Path, "recipes", "validate", "mine.json");
        Assert.Equal((1, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_nearly_that_of_one_is_answered_with_it() =>
        (await Tool.Run(folder.Path, "train", "digit")).Failed(
            "there is no recipe and no file digit",
            "did you mean digits?"
        );

    [Theory]
    [InlineData("optimizer.rate=1e-3", "rate: ", "0.001")]
    [InlineData("epochs=3", "\"ended\": \"Epochs\"", "\"epoch\": 3")]
    [InlineData("data.holdOut=0.5", "\"heldOut\": 75", "")]
    public async Task Any_value_is_said_beside_it(string change, params string[] says)
    {
        string[] arguments = ["train", "iris", "--epochs", "1", "--out", "a.onnx", "--json", "--set", change];
        arguments = change.StartsWith("epochs", StringComparison.Ordinal)
            ? [.. arguments[..2], .. arguments[4..]]
            : arguments;
        var ended = await Tool.Run(folder.Path, [.. arguments, "--force"]);
        Assert.Equal(0, ended.ExitCode);
        if (change.StartsWith("optimizer", StringComparison.Ordinal))
        {
            var rate = (double)JsonNode.Parse(ended.Output)!["epochs"]![0]!["learningRate"]!;
            Assert.Equal(0.001, rate, 1e-9);
            return;
        }

        Assert.All(says, part => Assert.Contains(part, ended.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("optimizer.rat=1", "no call in it has rat", "did you mean rate?")]
    [InlineData("epochs.many=1", "epochs has no parts")]
    [InlineData("eposh=1", "unknown key eposh", "did you mean epochs?")]
    [InlineData("epochs", "--set takes PATH=VALUE")]
    [InlineData("model=Dense(", "is no layer")]
    public async Task A_value_without_a_place_is_told(string change, params string[] says) =>
        (await Tool.Run(folder.Path, "train", "iris", "--set", change)).Failed(says);

    [Fact]
    public async Task A_value_is_given_once() =>
        (await Tool.Run(folder.Path, "train", "iris", "--set", "epochs=1", "--set", "epochs=2")).Failed(
            "--set epochs is given twice"
        );

    [Fact]
    public async Task The_rate_of_a_schedule_is_its_highest()
    {
        // The last step of a cosine decay to 0 has the rate r (1 + cos(pi (n - 1) / n)) / 2.
        var run = await Tool.Run(
            folder.Path,
            ["train", "iris", "--epochs", "1", "--lr", "0.5", "--out", "a.onnx", "--json"]
        );
        var rate = (double)JsonNode.Parse(run.Output)!["epochs"]![0]!["learningRate"]!;
        Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * 7 / 8)) / 2, rate, 1e-6);
    }

    [Fact]
    public async Task Its_files_lie_beside_it()
    {
        Directory.CreateDirectory(folder["recipes"]);
        var recipe = UsualArguments.Recipe(folder, "table");
        recipe["data"]!["csv"] = "../table.csv";
        await File.WriteAllTextAsync(folder["recipes/mine.json"], $"{recipe}", TestContext.Current.CancellationToken);
        (
            await Tool.Run(folder.Path, "train", "recipes/mine.json", "--epochs", "1", "--out", "a.onnx", "--quiet")
        ).Succeeded();
    }
}
