using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The options that <c>fit</c> shares with <c>train</c>.</summary>
public sealed class FitOptionsTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_stops_early_with_the_best_and_says_so()
    {
        await Trained();
        var run = (await Fit("--held-out", "0.3", "--patience", "1", "--epochs", "200", "--lr", "5")).Output;
        Assert.Matches(@"(?m)^stopped +early, after \d+ epochs .* the model is that of epoch \d+, the best", run);
    }

    [Fact]
    public async Task It_goes_on_from_a_checkpoint_and_says_where()
    {
        await Trained();
        string[] whole = ["--epochs", "4", "--checkpoints"];
        await Fit([.. whole, "whole", "--log", "whole.jsonl"]);
        var bits = await File.ReadAllBytesAsync(folder["b.onnx"], TestContext.Current.CancellationToken);
        var (log, files) = (File.ReadAllLines(folder["whole.jsonl"]), Directory.GetFiles(folder["whole"]));

        // Restores the files to their state before the last epoch.
        var last = files
            .Where(file => file.Contains("step-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Last();
        File.Delete(last);
        File.WriteAllLines(folder["whole.jsonl"], log[..^1]);
        var resumed = await Fit([.. whole, "whole", "--log", "whole.jsonl", "--report", "r.html"]);
        Assert.Contains("Goes on from the checkpoint whole", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(bits, await File.ReadAllBytesAsync(folder["b.onnx"], TestContext.Current.CancellationToken));
        Assert.Equal(log, File.ReadAllLines(folder["whole.jsonl"]));

        // The report includes the epochs before the resume, and so does a run that finds nothing left to do.
        var page = await File.ReadAllTextAsync(folder["r.html"], TestContext.Current.CancellationToken);
        var table = page[page.IndexOf(">seconds<", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("</table>", StringComparison.Ordinal)];
        Assert.Equal(4, Regex.Count(table, "<tr>"));
        Assert.Contains(
            "over after 4 epochs: nothing is trained, and --lr changes nothing",
            (await Fit([.. whole, "whole", "--lr", "0.1"])).Output,
            StringComparison.Ordinal
        );
        (
            await Tool.Run(
                folder.Path,
                [
                    "fit",
                    "a.onnx",
                    "--data",
                    "table.csv",
                    "-t",
                    "kind",
                    "--out",
                    "b.onnx",
                    .. whole,
                    "whole",
                    "--seed",
                    "9",
                ]
            )
        ).Complained("in another order, shuffled by another key: resume with the seed that it began with");
        var again = (await Fit([.. whole, "whole", "--json"])).Output;
        var epochs = JsonNode.Parse(again)!["epochs"]!.AsArray();
        Assert.Equal([1, 2, 3, 4], epochs.Select(epoch => (int)epoch!["epoch"]!));
        Assert.All(epochs, epoch => Assert.NotNull(epoch!["loss"]));
    }

    [Fact]
    public async Task It_writes_a_report_and_what_TensorBoard_shows()
    {
        await Trained();
        await Fit("--epochs", "2", "--held-out", "0.3", "--report", "r.html", "--tensorboard", "board");
        var page = await File.ReadAllTextAsync(folder["r.html"], TestContext.Current.CancellationToken);
        Assert.Contains("The answer", page, StringComparison.Ordinal);
        Assert.Contains("fnet fit a.onnx --data table.csv", page, StringComparison.Ordinal);
        Assert.Contains("calibration", page, StringComparison.Ordinal);
        Assert.True(new FileInfo(Assert.Single(Directory.GetFiles(folder["board"]))).Length > 1_000);
    }

    private async Task Trained()
    {
        await File.WriteAllTextAsync(folder["recipe.json"], $"{UsualArguments.Recipe(folder, "table")}")
            .ConfigureAwait(false);
        (
            await Tool.Run(folder.Path, "train", "recipe.json", "--out", "a.onnx", "--epochs", "1")
                .ConfigureAwait(false)
        ).Succeeded();
    }

    private async Task<Tool.Ended> Fit(params string[] more) =>
        (
            await Tool.Run(
                    folder.Path,
                    ["fit", "a.onnx", "--data", "table.csv", "-t", "kind", "--out", "b.onnx", "--force", .. more]
                )
                .ConfigureAwait(false)
        ).Succeeded();
}
