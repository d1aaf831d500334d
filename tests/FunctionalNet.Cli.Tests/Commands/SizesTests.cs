namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Models of several free axes and inputs, planned for sizes by their names and for examples.</summary>
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
    public async Task A_seed_is_an_option()
    {
        var run = (await Run("gradcheck", "--seed", "77", "--seeds", "1")).Succeeded();
        Assert.Contains("seed 77", run.Output, StringComparison.Ordinal);
    }

    private Task<Tool.Ended> Run(string command, params string[] more) =>
        Tool.Run(folder.Path, [command, "two.onnx", .. more]);
}
