using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>A file that is replaced is told where the new one is: without <c>--force</c> it is the default output of a command.</summary>
public sealed class ReplacedTests : IDisposable
{
    private const string InPlace = "in place of the one that was there";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_training_says_that_it_replaced_the_first()
    {
        string[] train = ["train", "iris", "--epochs", "1"];
        Assert.DoesNotContain(InPlace, await Told(train), StringComparison.Ordinal);
        Assert.Contains(InPlace, await Told(train), StringComparison.Ordinal);
        Assert.True((bool)JsonNode.Parse((await Tool.Run(folder.Path, [.. train, "--json"])).Output)!["replaced"]!);
        var other = await Tool.Run(folder.Path, [.. train, "--json", "--out", "other.onnx"]);
        Assert.False((bool)JsonNode.Parse(other.Output)!["replaced"]!);

        string[] fit = ["fit", "other.onnx", "--data", "t.csv", "-t", "4", "--epochs", "1", "--out", "fitted.onnx"];
        folder.Write("t.csv", "1,2,3,4,0\n2,3,4,5,1\n3,4,5,6,2\n");
        Assert.DoesNotContain(InPlace, await Told(fit), StringComparison.Ordinal);
        Assert.Contains(InPlace, await Told([.. fit, "--force"]), StringComparison.Ordinal);
    }

    // In a table of the width of the terminal, which breaks lines.
    private async Task<string> Told(params string[] arguments) =>
        string.Join(
            ' ',
            (await Tool.Run(folder.Path, arguments).ConfigureAwait(false))
                .Succeeded()
                .Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
}
