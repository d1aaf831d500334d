using System.Globalization;
using FunctionalNet.Cli.Commands;

namespace FunctionalNet.Cli.Tests.Commands;

public sealed class PredictTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    private static Dataset<float> HeldOut { get; } =
        Recipes.Recipe.Load("digits").Bind(recipe => recipe.Data.Load()).OrThrow().HeldOut;

    private static string Header { get; } =
        string.Join(',', Enumerable.Range(0, 64).Select(i => $"pixel {i}").Append("digit")) + "\n";

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, "64")]
    [InlineData(true, "64")]
    [InlineData(true, "digit")]
    public async Task Right_answers_are_left_out_and_compared_with(bool hasHeader, string target)
    {
        folder.Write("digits.csv", (hasHeader ? Header : string.Empty) + Rows(HeldOut.Count, withLabel: true));

        var run = await Predict("digits.csv", "--target", target);

        var lines = run.Succeeded().Output.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + HeldOut.Count, lines.Length);
        Assert.Equal(
            $"prediction,{string.Join(',', Enumerable.Range(0, 10).Select(i => $"probabilities_{i}"))},target",
            lines[0]
        );
        var right = lines.Skip(1).Select(line => line.Split(',')).Count(fields => fields[0] == fields[^1]);
        Assert.Equal($"359 rows on CPU; {right} of 359 right, accuracy {right / 359.0:P2}\n", run.Error);
        Assert.Contains($"{right / 359.0:P2} of 359", trained.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_go_to_a_file()
    {
        folder.Write("digits.csv", Rows(2, withLabel: false));
        var printed = await Predict("digits.csv");
        var run = await Predict("digits.csv", "--output", "new/predictions.csv");
        Assert.Equal(
            (string.Empty, "2 rows on CPU; written to new/predictions.csv\n"),
            (run.Succeeded().Output, run.Error)
        );
        Assert.Equal(printed.Output, File.ReadAllText(folder["new/predictions.csv"]));
        Assert.Equal(3, printed.Output.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData("1,2,3", "numbers.csv has 3 columns, the model takes 64 numbers a row ([64])")]
    [InlineData("", "numbers.csv is empty")]
    [InlineData("a,b\n", "numbers.csv has no rows")]
    [InlineData("1,2\n3,x\n", "numbers.csv: line 2, column 1: \"x\" is not a number")]
    [InlineData("1,2\n3\n", "numbers.csv: line 2 has 1 fields, the first has 2")]
    public async Task What_is_wrong_with_a_table_is_told_with_its_place(string text, string says)
    {
        folder.Write("numbers.csv", text);
        (await Predict("numbers.csv")).Failed(says);
    }

    [Fact]
    public async Task One_column_too_many_may_be_the_answer()
    {
        folder.Write("digits.csv", Header + Rows(2, withLabel: true));
        (await Predict("digits.csv")).Failed("65 columns", "--target");
        (await Predict("digits.csv", "--target", "label")).Failed("no column label among pixel 0, pixel 1,");
        (await Predict("digits.csv", "--target", "65")).Failed("no column 65 among");
    }

    [Fact]
    public async Task Files_that_are_not_there_are_named()
    {
        (await Predict("missing.csv")).Failed("there is no file missing.csv");
        (await Tool.Run(folder.Path, "predict", "missing.onnx", "-i", "missing.csv")).Failed(
            "there is no file missing.onnx"
        );
        (await Tool.Run(folder.Path, "predict", trained.Model)).Failed("--input", "fnet predict --help");
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_named()
    {
        folder.Write("digits.csv", Rows(2, withLabel: false));
        File.WriteAllBytes(folder["broken.onnx"], File.ReadAllBytes(trained.Model)[..1_000]);
        (await Tool.Run(folder.Path, "predict", "broken.onnx", "-i", "digits.csv")).Failed(
            "broken.onnx is not an ONNX file, or is cut off"
        );
        (await Tool.Run(folder.Path, "predict", ".", "-i", "digits.csv")).Failed(". is a folder, not a file");
    }

    [Fact]
    public async Task Models_that_take_no_table_are_told_from_those_that_do()
    {
        Expr a = Expr.Input("a", new(Dim.Named("batch"), 2)),
            b = Expr.Input("b", new(3, 2));
        File.WriteAllBytes(folder["two.onnx"], new Graph([a, b], [a.MatMul(b.Transpose())]).ToOnnx());
        File.WriteAllBytes(folder["fixed.onnx"], new Graph([b], [b * 2]).ToOnnx());
        File.WriteAllBytes(folder["sum.onnx"], new Graph([a], [a.ReduceSum()]).ToOnnx());
        folder.Write("numbers.csv", "1,2\n3,4\n");
        (await Predict("numbers.csv", "two.onnx", [])).Failed("a: Float[batch, 2], b: Float[3, 2]", "one input");
        (await Predict("numbers.csv", "fixed.onnx", [])).Failed("2 rows", "batches of exactly 3");
        (await Predict("numbers.csv", "sum.onnx", [])).Failed("no row for each sample");
    }

    [Fact]
    public async Task Without_a_gpu_cuda_is_a_clear_error()
    {
        folder.Write("digits.csv", Rows(2, withLabel: false));
        var run = await Predict("digits.csv", "--cuda");
        if (run.ExitCode == 0)
        {
            Assert.Equal("2 rows on CUDA 0\n", run.Error);
        }
        else
        {
            run.Failed("CUDA", "Leave --cuda out");
            Assert.DoesNotContain("Device.", run.Error, StringComparison.Ordinal);
        }
    }

    private static string Rows(int count, bool withLabel) =>
        string.Concat(Enumerable.Range(0, count).Select(i => Row(i, withLabel)));

    private static string Row(int i, bool withLabel)
    {
        var pixels = HeldOut.Inputs.Span.Slice(i * 64, 64).ToArray();
        float[] numbers = withLabel ? [.. pixels, HeldOut.Targets.Span[i]] : pixels;
        return string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))) + "\n";
    }

    private Task<Tool.Ended> Predict(string table, params string[] more) => Predict(table, trained.Model, more);

    private Task<Tool.Ended> Predict(string table, string model, string[] more) =>
        Tool.Run(folder.Path, ["predict", model, "--input", table, .. more]);
}
