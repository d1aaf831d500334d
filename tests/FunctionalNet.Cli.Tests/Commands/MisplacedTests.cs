namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>What stands in the place of something else is told with what takes it.</summary>
public sealed class MisplacedTests : IDisposable
{
    private readonly Folder folder = new();

    public MisplacedTests()
    {
        foreach (var model in (string[])["iris", "digits"])
        {
            File.Copy(Path.Combine(Repository.Root, "models", model, $"{model}.onnx"), folder[$"{model}.onnx"]);
        }

        File.Copy(folder["iris.onnx"], folder["model.csv"]);
        folder.Write("table.csv", "a,b\n1,2\n");
        folder.Write("recipe.json", "{}");
        Directory.CreateDirectory(folder["real"]);
        Directory.CreateSymbolicLink(folder["link"], folder["real"]);
        Npy.Save(folder["empty.npy"], Tensor.Zeros<float>(new(0, 4))).IfLeft(error => Assert.Fail(error.Message));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("predict table.csv --input iris.onnx", "table.csv is a table, not an ONNX model", "'fnet predict'")]
    [InlineData("fit table.csv --data iris.onnx -t a --out b.onnx", "table.csv is a table", "'fnet fit'")]
    [InlineData("inspect recipe.json", "recipe.json is a text in JSON, not an ONNX model", "'fnet train'")]
    [InlineData("train table.csv", "table.csv is a table, not a recipe", "a recipe names it")]
    [InlineData("train iris.onnx", "iris.onnx is an ONNX model, not a recipe", "'fnet fit' trains it on")]
    [InlineData("recipes describe iris.onnx", "iris.onnx is an ONNX model, not a recipe")]
    [InlineData("weights iris.onnx", "iris.onnx is an ONNX model, not a safetensors file", "'fnet inspect'")]
    [InlineData("verify iris.onnx", "iris.onnx is a file, not a folder", "model.onnx and test_data_set_0")]
    [InlineData("grad iris.onnx --inputs table.csv --out g", "table.csv is a file, not a folder")]
    [InlineData("explain iris.onnx --inputs table.csv", "table.csv is a file, not a folder")]
    [InlineData("predict iris.onnx --input table.csv --epochs 3", "--epochs is an option of train, fit.")]
    [InlineData("train mnist --held-out 0.5", "--held-out has no part in a data set with a test set of its own")]
    [InlineData("predict iris.onnx --input empty.npy", "empty.npy has no rows")]
    [InlineData(
        "predict iris.onnx --input empty.npy -t y",
        "--target names a column of a table, and empty.npy is an array"
    )]
    [InlineData("fit iris.onnx --data empty.npy --decimal-comma --out a.onnx", "--decimal-comma is for tables")]
    [InlineData("compare iris.onnx iris.onnx --target y", "--target names the right answers among --data")]
    [InlineData("quantize iris.onnx a.onnx --calibration table.csv", "--calibration has no part in --mode dynamic")]
    [InlineData("train iris --temperature 0.5 --out a.onnx", "--temperature is for the samples")]
    [InlineData("train iris --report a.onnx --out a.onnx", "a.onnx is named for two outputs")]
    [InlineData("train iris --out real/a.onnx --report link/a.onnx", "a.onnx is named for two outputs")]
    [InlineData("train iris --checkpoint-every 5 --out a.onnx", "name their folder with --checkpoints")]
    [InlineData("inspect iris.onnx --calibration table.csv", "--calibration is an option of quantize.")]
    [InlineData(
        "compare iris.onnx digits.onnx",
        "digits.onnx takes pixels: Float[batch, 64] and iris.onnx ",
        "compared on the same inputs"
    )]
    public async Task It_is_told_with_what_takes_it(string command, params string[] says) =>
        (await Tool.Run(folder.Path, command.Split(' '))).Failed(says);

    [Fact]
    public async Task A_model_may_have_any_name() => (await Tool.Run(folder.Path, "inspect", "model.csv")).Succeeded();
}
