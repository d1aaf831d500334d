using FunctionalNet.Export;
using Onnx;
using static FunctionalNet.Net;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests;

/// <summary>Weights stored in 16 bits, and weights in external files.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    public static TheoryData<string, Precision> Halves { get; } =
    [
        .. from name in Models.All.Keys
        from precision in (Precision[])[Precision.Float16, Precision.BFloat16]
        select (name, precision),
    ];

    private string File => Path.Combine(folder.FullName, "model.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Halves))]
    public void A_model_with_weights_in_16_bits_computes_in_32(string name, Precision precision)
    {
        var report = Models.Of(name).SaveOnnx(File, new() { Precision = precision }).OrThrow();

        // ONNX Runtime is compared at the rounded weights with the usual tolerance; the effect of the rounding is reported separately.
        Assert.InRange(report.LargestDifference, 0, 1e-4);
        Assert.InRange(report.Rounding, report.Parameters > 0 ? 1e-9 : 0, precision == Precision.Float16 ? 0.05 : 0.4);

        // Read back, the file predicts what ONNX Runtime predicts.
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var again = OnnxModel.Load(File).Bind(read => read.ToModel<float>()).OrThrow();
        var shape = new Shape(2).Append(Models.All[name].Input);
        var x = new Tensor<float>(shape, [.. Enumerable.Range(0, shape.Size).Select(i => (float)(i % 3))]);
        Samples.Close(predictor.Predict(x), again.Predict(x), 1e-4);
    }

    [Fact]
    public void They_are_half_as_large_and_rounded_to_nearest()
    {
        var model = Trained(new Full(1.00390625 + 0.001953125)); // 1 + 3/512: between 1 and 1 + 1/128
        var single = model.ToOnnx();
        var half = OnnxExport.Of(model, new() { Precision = Precision.BFloat16 });
        var weight = half.Graph.Initializer.Single(tensor => tensor.Name == "weight");
        Assert.Equal((int)DataType.Bfloat16, weight.DataType);
        Assert.Equal([0x81, 0x3F], weight.RawData.Span[..2].ToArray());
        Assert.Equal(2 * 400 * 300, weight.RawData.Length);
        Assert.InRange(half.CalculateSize(), single.Length / 2.1, single.Length / 1.9);
        Assert.Equal("weight/float32", half.Graph.Node[0].Output[0]);
    }

    [Fact]
    public void What_is_too_large_for_16_bits_is_an_error_with_its_path()
    {
        var error = Trained(new Full(70_000)).SaveOnnx(File, new() { Precision = Precision.Float16 });
        Assert.Contains("'weight' holds 70000", error.ErrorOf(), StringComparison.Ordinal);
        Trained(new Full(70_000)).SaveOnnx(File, new() { Precision = Precision.BFloat16 }).OrThrow();
    }

    // Half of the smallest float16 is a tie and rounds to zero.
    [Theory]
    [InlineData(2.98e-8)]
    [InlineData(-1e-8)]
    public void A_tensor_of_which_nothing_is_left_in_16_bits_is_an_error_with_its_path(double value)
    {
        var error = Trained(new Full(value)).SaveOnnx(File, new() { Precision = Precision.Float16 });
        Assert.Contains("'weight' holds no number larger than ", error.ErrorOf(), StringComparison.Ordinal);
        Assert.DoesNotContain("than -", error.ErrorOf(), StringComparison.Ordinal);
        Assert.Contains("choose BFloat16 or Float32", error.ErrorOf(), StringComparison.Ordinal);
        Trained(new Full(value)).SaveOnnx(File, new() { Precision = Precision.BFloat16 }).OrThrow();
        Trained(new Full(2.99e-8)).SaveOnnx(File, new() { Precision = Precision.Float16 }).OrThrow();
        Trained(new Full(0)).SaveOnnx(File, new() { Precision = Precision.Float16 }).OrThrow();
    }

    [Fact]
    public void A_tensor_beyond_the_format_is_an_error_with_its_path()
    {
        // The array is never written, so that its pages take no physical memory.
        var values = GC.AllocateUninitializedArray<float>(300_000_000);
        var error = Assert.Throws<InvalidOperationException>(() =>
            Tensors.Weight<float>("0/weight", new(new(300_000_000), ElementType.Int64), values, Precision.Float32)
        );
        Assert.StartsWith(
            "'0/weight' of shape [300000000] takes 2400000000 bytes",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Weights_lie_beside_the_model_and_both_are_the_same_bytes_each_time()
    {
        var model = Trained(GlorotUniform());
        var report = model.SaveOnnx(File, new() { ExternalData = true }).OrThrow();

        // The file name contains a hash of the content, so that two models cannot share it by accident.
        var files = Directory.GetFiles(folder.FullName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, files.Length);
        Assert.Equal(File, files[0]);
        Assert.Matches(@"^model\.onnx\.[0-9a-f]{16}\.data$", Path.GetFileName(files[1]));
        var beside = files[1];
        Assert.InRange(new FileInfo(File).Length, 1, 2_000);
        Assert.Equal(new FileInfo(File).Length + new FileInfo(beside).Length, report.Bytes);
        var weight = ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(File)).Graph.Initializer[0];
        Assert.Equal(
            [$"location={Path.GetFileName(beside)}", "offset=0", "length=480000"],
            weight.ExternalData.Select(entry => $"{entry.Key}={entry.Value}"),
            StringComparer.Ordinal
        );
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var x = Samples.Normal<float>(new(2, 400), 1);
        Samples.Close(model.Predict(x), predictor.Predict(x), 1e-5);

        var (first, data) = (System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(beside));
        model.SaveOnnx(File, new() { ExternalData = true }).OrThrow();
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
        Assert.Equal(data, System.IO.File.ReadAllBytes(beside));
    }

    private static Model<float> Trained(Initializer weight) =>
        Training.Of(new Matrix(weight), MeanSquaredError(), Sgd(0.1)).Init(1, new(400)).Model;

    private sealed record Matrix(Initializer Weight) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => x.MatMul(scope.Parameter("weight", new(400, 300), Weight));
    }
}
