using System.Globalization;
using System.Text.RegularExpressions;
using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>convert, quantize and compare on the digits model.</summary>
public sealed class ModelFormsTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_is_converted_and_compared()
    {
        Data();
        var output = (
            await Run(
                "convert",
                trained.Model,
                "half.onnx",
                "--precision",
                "float16",
                "--opset",
                "17",
                "--external-data"
            )
        )
            .Succeeded()
            .Output;

        Assert.Matches(@"(?m)^samples +200 *$", output);
        Assert.InRange(Value(output, "largest difference"), 1e-6, 0.02);
        Assert.Matches(
            @"(?m)^accuracy +9\d\.\d\d% and 9\d\.\d\d%",
            output.Replace(" %", "%", StringComparison.Ordinal)
        );
        var summary = OnnxSummary.Load(folder["half.onnx"]).OrThrow();
        Assert.Equal(17, Assert.Single(summary.Opsets).Version);
        Assert.Contains(summary.Metadata, entry => entry.Key == "labels");
        Assert.Single(Directory.GetFiles(folder.Path, "half.onnx.*.data"));

        var compared = (await Run("compare", trained.Model, "half.onnx")).Succeeded().Output;
        Assert.Equal(Value(output, "largest difference"), Value(compared, "largest difference"));
        Assert.Equal(1, (await Run("compare", trained.Model, "half.onnx", "--tolerance", "0")).ExitCode);
        (await Run("compare", trained.Model, trained.Model, "--tolerance", "0")).Succeeded();
    }

    [Fact]
    public async Task Weights_of_16_bits_that_differ_by_more_than_the_tolerance_are_not_written()
    {
        Data();
        var run = await Run("convert", trained.Model, "half.onnx", "--precision", "float16", "--tolerance", "1e-9");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1E-09 is allowed", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["half.onnx"]));
    }

    [Theory]
    [InlineData("dynamic")]
    [InlineData("static")]
    public async Task A_model_is_quantized(string mode)
    {
        Data();
        var output = (await Run("quantize", trained.Model, "int8.onnx", "--mode", mode)).Succeeded().Output;
        Assert.InRange(Value(output, "largest difference"), 1e-6, 0.35);
        Assert.Matches("(?m)^accuracy +9", output);
        Assert.Matches("(?m)^weights +uint8.* right on every processor", output);
        Assert.Matches("(?m)^latency +.* and .* ms for one sample on one thread", output);
        Assert.InRange(new FileInfo(folder["int8.onnx"]).Length, 1, new FileInfo(trained.Model).Length / 3);
        output = (await Run("quantize", trained.Model, "int8.onnx", "--mode", mode, "--bits", "8", "--force"))
            .Succeeded()
            .Output;
        Assert.Matches("(?m)^weights +int8.* only on processors with VNNI", output);
    }

    [Fact]
    public async Task All_outputs_are_compared()
    {
        var (x, n) = (
            Expr.Input("x", new(Dim.Named("n"), 2)),
            new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
        );
        File.WriteAllBytes(folder["a.onnx"], new Graph([x], [x, x * 2]).ToOnnx(n));
        File.WriteAllBytes(folder["b.onnx"], new Graph([x], [x, x * 3]).ToOnnx(n));
        var run = await Tool.Run(folder.Path, "compare", "a.onnx", "b.onnx", "--tolerance", "0.001");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"(?m)^verdict +FAIL: .* apart at most, where 0\.001 is allowed", run.Output);
        Assert.Equal(0, Value(run.Output, "output output_0"));
        Assert.Equal(Value(run.Output, "largest difference"), Value(run.Output, "output output_1"));
        Assert.InRange(Value(run.Output, "largest difference"), 0.5, 10);
        (await Tool.Run(folder.Path, "compare", "a.onnx", "a.onnx", "--tolerance", "0")).Succeeded();
        (await Tool.Run(folder.Path, "convert", "a.onnx", "c.onnx", "--opset", "13", "--tolerance", "0")).Succeeded();
        (await Tool.Run(folder.Path, "compare", "a.onnx", "c.onnx", "--tolerance", "0")).Succeeded();
    }

    [Fact]
    public async Task Mistakes_are_told_in_one_line()
    {
        Data();
        (await Tool.Run(folder.Path, "quantize", trained.Model, "a.onnx", "--mode", "static")).Failed("--calibration");
        (await Tool.Run(folder.Path, "convert", trained.Model, "a.onnx", "--precision", "float8")).Failed("bfloat16");
        (await Tool.Run(folder.Path, "compare", trained.Model, "missing.onnx")).Failed("missing.onnx");
        File.WriteAllText(folder["narrow.csv"], "1,2,3\n");
        (await Tool.Run(folder.Path, "compare", trained.Model, trained.Model, "--data", "narrow.csv")).Failed(
            "3 numbers",
            "64"
        );
        Assert.False(File.Exists(folder["a.onnx"]));
    }

    private Task<Tool.Ended> Run(params string[] arguments) =>
        Tool.Run(folder.Path, [.. arguments, "--data", "digits.csv", "--target", "label"]);

    private void Data()
    {
        var digits = Digits.Load().OrThrow();
        var lines = Enumerable
            .Range(0, 200)
            .Select(i =>
                string.Join(
                    ',',
                    digits.Inputs.Span.Slice(i * 64, 64).ToArray().Append(digits.Targets.Span[i]).Select(Text)
                )
            );
        File.WriteAllLines(
            folder["digits.csv"],
            lines.Prepend(string.Join(',', Enumerable.Range(0, 64).Select(i => $"p{i}").Append("label")))
        );
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Value(string output, string row) =>
        double.Parse(
            Regex
                .Match(output, $@"(?m)^{row} +(\S+)", RegexOptions.None, TimeSpan.FromSeconds(1))
                .Groups[1]
                .Value.TrimEnd(','),
            CultureInfo.InvariantCulture
        );
}
