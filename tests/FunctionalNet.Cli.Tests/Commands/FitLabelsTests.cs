using System.IO.Compression;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>What <c>fit</c> makes of samples that a foreign file says nothing of.</summary>
public sealed class FitLabelsTests : IDisposable
{
    private readonly Folder folder = new();

    public FitLabelsTests()
    {
        Training
            .Of(Dense(3), SoftmaxCrossEntropy(), Sgd(0))
            .Init(1, new(2))
            .Model.SaveOnnx(folder["foreign.onnx"])
            .IfLeft(error => Assert.Fail(error.Message));
        folder.Write("animals.csv", $"a,b,y\n{Rows("newt", "cat", "dog")}");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Texts_are_the_classes_of_a_file_without_names_in_their_order()
    {
        var run = (await Fit("animals.csv")).Succeeded();
        Assert.Contains(
            "are taken in the order of their names, cat, dog, newt, for 0 to 2",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(["cat", "dog", "newt"], OnnxModel.Load(folder["fitted.onnx"]).OrThrow().Labels);
        var predicted = (
            await Tool.Run(folder.Path, "predict", "fitted.onnx", "-i", "animals.csv", "-t", "y")
        ).Succeeded();
        Assert.All(predicted.Output.TrimEnd().Split('\n').Skip(1), row => Assert.Matches("(newt|cat|dog)$", row));

        // The same as by their numbers.
        folder.Write("numbers.csv", $"a,b,y\n{Rows("2", "0", "1")}");
        var bytes = OnnxModel.Load(folder["fitted.onnx"]).OrThrow().Values<float>();
        Assert.Empty((await Fit("numbers.csv")).Succeeded().Error);
        var loaded = OnnxModel.Load(folder["fitted.onnx"]).OrThrow();
        Assert.Empty(loaded.Labels);
        Assert.All(loaded.Values<float>(), one => Assert.Equal(bytes[one.Key].Span, one.Value.Span));
    }

    [Fact]
    public async Task More_or_fewer_texts_than_classes_are_told_with_the_repair()
    {
        folder.Write("two.csv", $"a,b,y\n{Rows("cat", "dog", "dog")}");
        (await Fit("two.csv")).Complained(
            "two.csv: column y has 2 different texts, cat, dog, and the model has 3 classes",
            "write the numbers of its classes, from 0, or give the file their names, as a JSON array under labels"
        );
    }

    [Fact]
    public async Task A_file_of_two_inputs_is_told_with_a_way_on()
    {
        var (left, right) = (Input("left"), Input("right"));
        await File.WriteAllBytesAsync(
            folder["two.onnx"],
            new Graph([left, right], [left + right]).ToOnnx(),
            TestContext.Current.CancellationToken
        );
        (
            await Tool.Run(folder.Path, "fit", "two.onnx", "-d", "animals.csv", "-t", "y", "--out", "fitted.onnx")
        ).Complained("a layer has one input and one output", "join inputs into one as its columns", "ToNamedLayer");

        static Expr Input(string name) => Expr.Input(name, new Shape(Dim.Named("batch"), 2));
    }

    [Fact]
    public async Task A_packed_table_is_told_as_such()
    {
        using (var packed = new GZipStream(File.Create(folder["animals.csv.gz"]), CompressionMode.Compress))
        using (var table = File.OpenRead(folder["animals.csv"]))
        {
            await table.CopyToAsync(packed, TestContext.Current.CancellationToken);
        }

        (await Fit("animals.csv.gz")).Complained("animals.csv.gz is packed by gzip: unpack it first");
    }

    private static string Rows(params string[] labels) =>
        string.Concat(Enumerable.Range(0, 12).Select(i => $"{i},{i * i % 7},{labels[i % labels.Length]}\n"));

    private Task<Tool.Ended> Fit(string data) =>
        Tool.Run(
            folder.Path,
            ["fit", "foreign.onnx", "-d", data, "-t", "y", "--epochs", "1", "--out", "fitted.onnx", "--force"]
        );
}
