namespace FunctionalNet.Cli.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(
        "train --help",
        "RECIPE",
        "digits",
        "fashion-mnist",
        "--out",
        "--epochs",
        "--batch",
        "--seed",
        "--report"
    )]
    [InlineData(
        "--help",
        "train",
        "predict",
        "inspect",
        "explain",
        "fit",
        "convert",
        "quantize",
        "compare",
        "lectures"
    )]
    [InlineData("predict --help", "MODEL", "--input", "--target", "--output", "--cuda", "(REQUIRED)")]
    [InlineData("inspect --help", "MODEL")]
    [InlineData("fit --help", "MODEL", "--data", "--target", "--loss", "--optimizer", "--lr", "--epochs", "--batch")]
    [InlineData("fit --help", "--out", "--freeze", "--log", "--held-out", "--seed", "softmax-cross-entropy", "adamw")]
    [InlineData("convert --help", "MODEL", "OUT", "--opset", "--precision", "--external-data", "--tolerance")]
    [InlineData("quantize --help", "MODEL", "OUT", "--mode", "--calibration", "--bits", "--data", "--target")]
    [InlineData("compare --help", "A", "B", "--data", "--target", "--tolerance")]
    [InlineData("lectures --help", "--out", "lectures.html")]
    [InlineData("explain --help", "MODEL", "--batch", "--runs", "[default: 50]")]
    public async Task Help_names_every_command_argument_and_option(string command, params string[] names)
    {
        var run = await Tool.Run(folder.Path, command.Split(' '));
        Assert.Empty(run.Succeeded().Error);
        Assert.StartsWith("Description:\n", run.Output, StringComparison.Ordinal);
        Assert.All(names, name => Assert.Contains(name, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_arguments_ask_for_help() =>
        Assert.Equal((await Tool.Run(folder.Path, "--help")).Output, (await Tool.Run(folder.Path)).Succeeded().Output);

    [Fact]
    public async Task The_version_is_that_of_the_package() =>
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", (await Tool.Run(folder.Path, "--version")).Succeeded().Output);

    [Theory]
    [InlineData("train digits --epochs 0", "--epochs takes a whole number from 1 to 1,000,000, not '0'.")]
    [InlineData("train digits --report --force", "--report wants the name of a file, and '--force' is another option.")]
    [InlineData("train digits --epochs 1.5", "not '1.5'.")]
    [InlineData("train digits --batch -1", "--batch takes a whole number from 1 to 2,147,483,647, not '-1'.")]
    [InlineData("train digits --seed one", "--seed takes a whole number", "not 'one'.")]
    [InlineData("train digits --epochs", "--epochs")]
    [InlineData("train digits --epoch 3", "'--epoch'", "fnet train --help")]
    [InlineData("train digits here.onnx", "'here.onnx'")]
    [InlineData("train", "fnet train --help", "digits")]
    [InlineData("train none", "there is no recipe and no file none; the recipes are characters, digits, fashion-mnist")]
    [InlineData("teach", "'teach'", "fnet --help")]
    [InlineData("recipes iris", "'iris'", "Did you mean 'recipes describe iris'?")]
    [InlineData("iris", "'iris'", "Did you mean 'train iris'?")]
    [InlineData("inspect", "fnet inspect --help")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --lr fast", "--lr takes a number from 0 on, not 'fast'.")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --lr 1,5", "--lr takes a number from 0 on, not '1,5'.")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --lr 1,000", "not '1,000'.")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --lr nan", "not 'nan'.")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --lr inf", "not 'inf'.")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --held-out 0,2", "--held-out takes a number from 0 to 0.9")]
    [InlineData("fit a.onnx --data b.csv --out c.onnx --epochs 1,000", "--epochs takes a whole number", "not '1,000'.")]
    [InlineData("verify a --rtol 1,5", "--rtol takes a number from 0 on, not '1,5'.")]
    [InlineData("verify a --atol 1,5", "--atol takes a number from 0 on, not '1,5'.")]
    [InlineData("compare a.onnx b.onnx --tolerance 1,5", "--tolerance takes a number from 0 on, not '1,5'.")]
    [InlineData("train digits --temperature 1,5", "--temperature takes a number from 0 on, not '1,5'.")]
    [InlineData("fit a.onnx --data b.csv", "--out")]
    [InlineData("convert a.onnx b.onnx --opset 99", "--opset takes a whole number from 0 to 26")]
    public async Task A_mistake_is_one_line_that_names_it(string command, params string[] says) =>
        (await Tool.Run(folder.Path, command.Split(' '))).Failed(says);
}
