using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed partial class ExplainTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 20)]
    public async Task Each_kernel_has_its_costs_and_its_share_of_the_time(int batch, int runs)
    {
        var run = await Explain(trained.Model, "--batch", $"{batch}", "--runs", $"{runs}");

        var output = run.Succeeded().Output;
        Assert.Empty(run.Error);
        Assert.Contains(
            $"digits.onnx for free axes of {batch}, median of {runs} runs\n",
            output,
            StringComparison.Ordinal
        );
        var rows = Rows().Matches(output);
        Assert.Equal(
            "Sub, Div|MatMul, Add, Gelu|MatMul, Add|Softmax axis 1|all",
            string.Join('|', rows.Select(row => row.Groups["kernel"].Value))
        );
        Assert.Equal(
            [$"[{batch}, 64]", $"[{batch}, 256]", $"[{batch}, 10]", $"[{batch}, 10]", string.Empty],
            rows.Select(row => row.Groups["output"].Value),
            StringComparer.Ordinal
        );
        Assert.InRange(Sum("share"), 99.5, 100.5);
        Assert.InRange(Sum("flops"), 2 * batch * (64 + 10) * 256 / 1e3, 2.1 * batch * (64 + 10) * 256 / 1e3);
        Assert.Equal(Sum("flops"), Number(rows[^1], "flops"), tolerance: 0.5);
        Assert.Equal(100, Number(rows[^1], "share"));

        double Sum(string column) => rows.SkipLast(1).Sum(row => Number(row, column));
    }

    [Fact]
    public async Task A_whole_training_step_is_a_model_too()
    {
        var training = Training.Of(
            Net.Dense(5) >> Net.Relu() >> Net.Dense(3),
            Net.SoftmaxCrossEntropy(),
            Net.Adam(1e-3)
        );
        File.WriteAllBytes(folder["step.onnx"], training.ToOnnx(inputs: new(8, 4), targets: new(8)));
        var rows = Rows().Matches((await Explain("step.onnx", "--runs", "2")).Succeeded().Output);
        Assert.Equal(5, rows.Count(row => row.Groups["kernel"].Value.Contains("MatMul", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_planned_is_told()
    {
        Expr x = Expr.Input("x", new(Dim.Named("n"), 2));
        File.WriteAllBytes(
            folder["sixth.onnx"],
            new Graph([x], [x.Gather(Ops.Constant(new(1), [5], ElementType.Int64))]).ToOnnx()
        );
        folder.Write("text.onnx", "no model");
        (await Explain("sixth.onnx", "--batch", "4")).Failed("sixth.onnx cannot be run for free axes of 4: ", "Gather");
        (await Explain("sixth.onnx", "--batch", "6")).Succeeded();
        (await Explain("text.onnx")).Failed("text.onnx");
        (await Explain("missing.onnx")).Failed("there is no file missing.onnx");
        (await Explain("sixth.onnx", "--batch", "0")).Failed("--batch takes a whole number from 1 to 65,536, not '0'.");
        (await Explain("sixth.onnx", "--runs", "x")).Failed("--runs takes a whole number");
    }

    private static double Number(System.Text.RegularExpressions.Match row, string column) =>
        double.Parse(row.Groups[column].Value, CultureInfo.InvariantCulture);

    private Task<Tool.Ended> Explain(params string[] arguments) => Tool.Run(folder.Path, ["explain", .. arguments]);

    [GeneratedRegex(
        @"(?m)^  (?<kernel>\S.*?)  +(?<output>\[[^]]*\]|) +(?<flops>[\d,.]+) +(?<kib>[\d,.]+) +(?<time>[\d,.]+) +(?<share>[\d,.]+) % +(?<rate>[\d,.]+) *$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Rows();
}
