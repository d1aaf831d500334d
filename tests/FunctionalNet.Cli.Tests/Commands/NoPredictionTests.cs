using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>NaN is never predicted as a class: neither with NaN weights nor with missing inputs.</summary>
public sealed class NoPredictionTests : IDisposable
{
    private readonly Folder folder = new();

    public NoPredictionTests()
    {
        Save("sound.onnx", 1);
        Save("broken.onnx", float.NaN);
        folder.Write("table.csv", "1,2\n3,4\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_whose_weights_are_NaN_predicts_nothing()
    {
        (await Tool.Run(folder.Path, "predict", "broken.onnx", "-i", "table.csv")).Failed(
            "is NaN for each of 2 samples, which is no prediction"
        );
        (await Tool.Run(folder.Path, "web", "broken.onnx", "--out", "page", "--runtime", ".")).Failed(
            "the weight weight is NaN"
        );
        var compared = await Tool.Run(folder.Path, "compare", "broken.onnx", "broken.onnx", "--json");
        Assert.Equal(0, (double)JsonNode.Parse(compared.Output)!["sameClass"]!);
        var same = await Tool.Run(folder.Path, "compare", "sound.onnx", "sound.onnx", "--json");
        Assert.Equal(1, (double)JsonNode.Parse(same.Output)!["sameClass"]!);
    }

    [Theory]
    [InlineData(double.NaN, "row 1, column 0, both from 0, is a missing value (NaN)")]
    [InlineData(1e300, "row 1, column 0, both from 0, is not a finite number of 32 bits")]
    [InlineData(double.NegativeInfinity, "row 1, column 0, both from 0, is not a finite number of 32 bits")]
    public async Task Arrays_hold_what_tables_may_hold(double number, string says)
    {
        Npy.Save(folder["array.npy"], new Tensor<double>(new(2, 2), [1, 2, number, 4])).OrThrow();
        (await Tool.Run(folder.Path, "predict", "sound.onnx", "-i", "array.npy")).Failed("array.npy", says);
        (await Tool.Run(folder.Path, "compare", "sound.onnx", "sound.onnx", "-d", "array.npy")).Failed(says);
    }

    [Fact]
    public async Task A_sample_without_a_number_has_no_class()
    {
        var columns = InputForm.Table(Column.Number("a"), Column.Number("b"));
        Save("columns.onnx", 1, columns.Metadata);
        folder.Write("missing.csv", "a,b\n1,2\n,4\n");
        var run = (await Tool.Run(folder.Path, "predict", "columns.onnx", "-i", "missing.csv")).Succeeded();
        Assert.StartsWith("NaN,NaN,NaN", run.Output.Split('\n')[2], StringComparison.Ordinal);
        Assert.Contains(
            "no prediction, for 1, the first of them sample 1, from 0: row 2 of the samples has an empty cell in column a",
            run.Error,
            StringComparison.Ordinal
        );
        folder.Write("none.csv", "a,b\n1,\n");
        (await Tool.Run(folder.Path, "predict", "columns.onnx", "-i", "none.csv")).Failed(
            "row 1 of the samples has an empty cell in column b, for which the model has no value"
        );
    }

    [Fact]
    public async Task An_infinity_is_told_as_no_prediction()
    {
        Save("large.onnx", 1e38f);
        folder.Write("large.csv", "1,2\n100,4\n");
        var run = (await Tool.Run(folder.Path, "predict", "large.onnx", "-i", "large.csv")).Succeeded();
        Assert.Contains("Infinity", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "; infinite, which is no prediction, for 1, the first of them sample 1",
            run.Error,
            StringComparison.Ordinal
        );
    }

    private void Save(string file, float weight, string? form = null)
    {
        var layer = Net.Dense(2, bias: false);
        var drawn = Training.Of(layer, Net.SoftmaxCrossEntropy(), Net.Sgd(0.1)).Init(key: 0, new(2)).Model;
        var values = drawn.Values.SetItem(drawn.Values.Keys.Single(), new Tensor<float>(new(2, 2), [weight, 1, 1, 2]));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (form is not null)
        {
            metadata[InputForm.MetadataKey] = form;
        }

        new Model<float>(layer, new(2), values)
            .SaveOnnx(folder[file], new() { Metadata = metadata })
            .IfLeft(error => Assert.Fail(error.Message));
    }
}
