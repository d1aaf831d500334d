using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The inputs of predict: columns matched by name, arrays, images, and data from a pipe.</summary>
public sealed class PredictInputsTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Columns_are_matched_by_their_names()
    {
        await Trained();
        var usual = (await Predict("table.csv", "-t", "kind")).Output;
        var rows = File.ReadAllLines(folder["table.csv"]).Skip(1).Select(row => row.Split(',')).ToArray();
        folder.Write(
            "turned.csv",
            $"kind,note,b,a\n{string.Join('\n', rows.Select(row => $"{row[2]},7,{row[1]},{row[0]}"))}\n"
        );
        var turned = await Predict("turned.csv", "-t", "kind");
        Assert.Equal((0, usual), (turned.ExitCode, turned.Output));
        Assert.Contains("that the model does not take: note", turned.Error, StringComparison.Ordinal);

        folder.Write("other.csv", $"a,bb,kind\n{string.Join('\n', rows.Select(row => string.Join(',', row)))}\n");
        (await Predict("other.csv", "-t", "kind")).Failed("no column b", "did you mean bb?", "leave the header out");

        folder.Write("bare.csv", $"{string.Join('\n', rows.Select(row => string.Join(',', row)))}\n");
        var bare = await Predict("bare.csv", "-t", "2");
        Assert.Equal((0, usual), (bare.ExitCode, bare.Output));
        Assert.Contains("has no header: its columns are taken for a, b", bare.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Right_answers_are_called_as_predictions_are()
    {
        await Trained();
        var lines = (await Predict("table.csv", "-t", "kind")).Output.TrimEnd().Split('\n');
        Assert.All(lines.Skip(1), line => Assert.Matches("^(even|odd),.*,(even|odd)$", line));
    }

    [Fact]
    public async Task A_table_comes_through_a_pipe()
    {
        await Trained();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash");
        var usual = (await Predict("table.csv", "-t", "kind")).Output;
        var piped = await Tool.RunIn(folder.Path, "< table.csv", "predict", "a.onnx", "-i", "-", "-t", "kind");
        Assert.Equal((0, usual), (piped.ExitCode, piped.Output));
        folder.Write("more.csv", "note,b,a\n7,1,2\n");
        var noted = await Tool.RunIn(folder.Path, "< more.csv", "predict", "a.onnx", "-i", "-");
        Assert.StartsWith(
            "columns of standard input that the model",
            noted.Succeeded().Error,
            StringComparison.Ordinal
        );
        (await Tool.RunIn(folder.Path, "< /dev/null", "predict", "a.onnx", "-i", "-")).Failed(
            "standard input is empty"
        );
        (await Tool.RunIn(folder.Path, "< a.onnx", "predict", "a.onnx", "-i", "-")).Failed("standard input");
    }

    [Fact]
    public async Task Arrays_and_images_are_rows()
    {
        // The digits as 8-bit images: their pixels range from 0 to 16 and are scaled to 255.
        var digits = Cli.Data.Digits.Load().OrThrow().Take([0, 1, 2, 3, 4, 5]);
        Npy.Save(folder["digits.npy"], digits.Inputs.Reshape(new(6, 8, 8))).OrThrow();
        var rows = await Json("digits.npy");
        Directory.CreateDirectory(folder["images"]);
        for (var i = 0; i < 6; i++)
        {
            var bytes = digits.Inputs.Span.Slice(64 * i, 64).ToArray().Select(pixel => MathF.Round(pixel / 16 * 255));
            var image = new Tensor<float>(new(1, 8, 8), [.. bytes]);
            await File.WriteAllBytesAsync(
                folder[$"images/{i}.png"],
                image.ToPng(),
                TestContext.Current.CancellationToken
            );
        }

        var images = await Json("images");
        Assert.Equal(6, images.Count);
        Assert.All(
            Enumerable.Range(0, 6),
            i =>
            {
                Assert.Equal($"{i}.png", (string?)images[i]!["file"]);
                Assert.Equal($"{rows[i]!["prediction"]}", $"{images[i]!["prediction"]}");
                Assert.Equal(
                    (double)rows[i]!["probabilities_0"]!,
                    (double)images[i]!["probabilities_0"]!,
                    tolerance: 0.05
                );
            }
        );
        Assert.Equal($"{images[3]!["prediction"]}", $"{(await Json("images/3.png"))[0]!["prediction"]}");
        var piped = await Tool.RunIn(folder.Path, "< images/3.png", "predict", trained.Model, "-i", "-");
        Assert.Contains("\nstandard input,", piped.Succeeded().Output, StringComparison.Ordinal);
        await Trained();
        (await Predict("images/3.png")).Failed("no images");
        Directory.CreateDirectory(folder["nothing"]);
        (await Predict("nothing")).Failed("is a folder without images");
    }

    private async Task<JsonArray> Json(string input)
    {
        var run = await Tool.Run(folder.Path, "predict", trained.Model, "-i", input, "--json").ConfigureAwait(false);
        Assert.Equal(0, run.ExitCode);
        return JsonNode.Parse(run.Output)!["predictions"]!.AsArray();
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

    private Task<Tool.Ended> Predict(string input, params string[] more) =>
        Tool.Run(folder.Path, ["predict", "a.onnx", "-i", input, .. more]);
}
