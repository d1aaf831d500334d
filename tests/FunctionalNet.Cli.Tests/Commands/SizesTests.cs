using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Models with several free axes and inputs, planned for given sizes and for examples.</summary>
public sealed class SizesTests : IDisposable
{
    private readonly Folder folder = new();

    public SizesTests()
    {
        var (batch, sequence) = (Dim.Named("batch"), Dim.Named("sequence"));
        var (tokens, mask) = (
            Expr.Input("tokens", new(batch, sequence, 4)),
            Expr.Input("mask", new(batch, sequence, 1))
        );
        File.WriteAllBytes(
            folder["two.onnx"],
            new Graph([tokens, mask], [(tokens * mask).ReduceSum([1])]).ToOnnx(
                new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
            )
        );
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("explain")]
    [InlineData("gradcheck")]
    [InlineData("inspect")]
    [InlineData("compare", "two.onnx")]
    [InlineData("convert", "to.onnx", "--force", "--opset", "17")]
    public async Task Each_free_axis_has_a_size_by_its_name(string command, params string[] more)
    {
        (await Run(command, [.. more, "--size", "batch=2", "--size", "sequence=5"])).Succeeded();
        (await Run(command, [.. more, "--size", "sequense=5"])).Failed(
            "sequense",
            "batch, sequence",
            "did you mean sequence?"
        );
        (await Run(command, [.. more, "--size", "sequence=0"])).Failed("--size takes AXIS=N");
        (await Run(command, [.. more, "--size", "sequence"])).Failed("--size takes AXIS=N");
    }

    [Fact]
    public async Task The_plan_is_for_these_sizes()
    {
        var output = (await Run("explain", "--size", "sequence=5", "--batch", "3", "--runs", "1")).Succeeded().Output;
        Assert.Contains("for sequence of 5, other free axes of 3", output, StringComparison.Ordinal);
        Assert.Contains("[3, 4]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_compared_on_these_sizes_and_examples()
    {
        string[] compare = ["compare", "two.onnx", "two.onnx"];
        var sized = (await Tool.Run(folder.Path, [.. compare, "--size", "batch=5"])).Succeeded();
        Assert.Matches("samples +5 ", sized.Output);
        Directory.CreateDirectory(folder["given"]);
        Npy.Save(folder["given/tokens.npy"], new Tensor<float>(new(7, 6, 4), new float[7 * 6 * 4])).OrThrow();
        var run = (await Tool.Run(folder.Path, [.. compare, "--inputs", "given"])).Succeeded();
        Assert.Matches("samples +7 ", run.Output);
    }

    [Fact]
    public async Task A_file_is_shown_for_these_sizes()
    {
        var output = (await Run("inspect", "--size", "sequence=5", "--batch", "3")).Succeeded().Output;
        Assert.Contains("FLOPs for sequence of 5, other free axes of 3", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_give_sizes()
    {
        Directory.CreateDirectory(folder["given"]);
        (await Run("explain", "--inputs", "given")).Failed("holds no example", "tokens, mask");
        Npy.Save(folder["given/tokens.npy"], new Tensor<float>(new(7, 6, 4), new float[7 * 6 * 4])).OrThrow();
        Npy.Save(folder["given/mask.npy"], new Tensor<float>(new(7, 6, 1), new float[7 * 6])).OrThrow();
        Assert.Contains(
            "[7, 4]",
            (await Run("explain", "--inputs", "given", "--runs", "1")).Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_fit_and_a_prediction_take_samples_of_the_sizes_that_are_given()
    {
        await Sequences();
        string[] fit =
        [
            "fit",
            "sequences.onnx",
            "--data",
            "rows.csv",
            "-t",
            "kind",
            "--out",
            "b.onnx",
            "--epochs",
            "1",
        ];
        string[] predict = ["predict", "sequences.onnx", "--input", "rows.csv", "-t", "kind"];
        foreach (var command in new[] { fit, predict })
        {
            (await Tool.Run(folder.Path, command)).Failed("the axis sequence is free", "--size sequence=16");
            (await Tool.Run(folder.Path, [.. command, "--size", "sequence=4"])).Failed("20 ", "takes 16");
            (await Tool.Run(folder.Path, [.. command, "--size", "batch=2"])).Failed("batch", "counts the samples");
            (await Tool.Run(folder.Path, [.. command, "--size", "sequense=5"])).Failed("did you mean sequence?");
            (await Tool.Run(folder.Path, [.. command, "--size", "sequence=5"])).Succeeded();
        }

        // What was fitted is for these sizes.
        (await Tool.Run(folder.Path, "predict", "b.onnx", "--input", "rows.csv", "-t", "kind")).Succeeded();
    }

    [Theory]
    [InlineData("compare", "sequences.onnx")]
    [InlineData("convert", "to.onnx", "--opset", "17")]
    [InlineData("quantize", "to.onnx", "--mode", "static")]
    public async Task Samples_have_the_sizes_that_are_given(string command, params string[] more)
    {
        await Sequences();
        string[] all = [command, "sequences.onnx", .. more, "--data", "rows.csv", "-t", "kind"];
        (await Tool.Run(folder.Path, all)).Failed("the axis sequence is free", "--size sequence=16");
        (await Tool.Run(folder.Path, [.. all, "--size", "batch=2"])).Failed("batch", "counts the samples");
        (await Tool.Run(folder.Path, [.. all, "--inputs", "given"])).Failed("--inputs", "--data");
        (await Tool.Run(folder.Path, [.. all, "--size", "sequence=5"])).Succeeded();
    }

    [Fact]
    public async Task A_page_that_learns_is_for_the_sizes_that_are_given()
    {
        await Sequences();
        string[] web = ["web", "sequences.onnx", "--out", "page", "--runtime", "nowhere"];
        (await Tool.Run(folder.Path, [.. web, "--train"])).Complained("the axis sequence is free");
        (await Tool.Run(folder.Path, [.. web, "--size", "sequence=5"])).Complained("--size is for", "--train");

        // Nothing but the runtime is amiss.
        (await Tool.Run(folder.Path, [.. web, "--train", "--size", "sequence=5"])).Complained("nowhere");
    }

    [Fact]
    public async Task A_seed_is_an_option()
    {
        var run = (await Run("gradcheck", "--seed", "77", "--seeds", "1")).Succeeded();
        Assert.Contains("seed 77", run.Output, StringComparison.Ordinal);
    }

    private Task<Tool.Ended> Run(string command, params string[] more) =>
        Tool.Run(folder.Path, [command, "two.onnx", .. more]);

    // A model of [batch, sequence, 4], and rows for sequences of five.
    private async Task Sequences()
    {
        var layer = Net.Dense(2) >> Layer.Of("Mean", (_, x) => x.ReduceMean(1));
        var file = ModelProto.Parser.ParseFrom(Model.Init<float>(layer, input: new(5, 4), key: 1).ToOnnx());
        file.Graph.Input[0].Type.TensorType.Shape.Dim[1] = new() { DimParam = "sequence" };
        file.Graph.ValueInfo.Clear();
        await File.WriteAllBytesAsync(folder["sequences.onnx"], file.ToByteArray()).ConfigureAwait(false);
        var rows = Enumerable.Range(0, 12).Select(i => $"{string.Join(',', Enumerable.Range(i, 20))},{i % 2}");
        var header = string.Join(',', Enumerable.Range(0, 20).Select(i => $"x{i}"));
        folder.Write("rows.csv", $"{header},kind\n{string.Join('\n', rows)}\n");
    }
}
