using FunctionalNet.OnnxTests.Learning;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>
/// Low-rank adapters for the matrices of an imported file, and their training as an ONNX step whose state is the adapters.
/// </summary>
public sealed class ImportedLowRankTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private static Batch<float> Rows =>
        Batch.Of(Samples.Normal<float>(new(6, 2), 8), Tensor.Vector(0f, 1f, 2f, 1f, 0f, 2f));

    private string File => Path.Combine(folder.FullName, "step.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("w:2x3", "y = MatMul(x, w)", "w")]
    [InlineData("w:3x2 b:3", "y = Gemm(x, w, b)", "w")]
    [InlineData("w:3x2", "wt = Transpose(w); y = MatMul(x, wt)", "w")]
    [InlineData("w:2x4 s: v:4x3", "h = MatMul(x, w); u = Mul(v, s); y = MatMul(h, u)", "v w")]
    [InlineData("w:2x4 b:4 v:4x3", "h = MatMul(x, w); a = Add(h, b); r = Relu(a); y = MatMul(r, v)", "v w")]
    public void A_file_with_adapters_is_the_file_with_products_added(string tensors, string nodes, string matrices)
    {
        var model = Sketch.Of(tensors, nodes);
        foreach (var node in model.Graph.Node.Where(node => node.OpType is "Gemm"))
        {
            node.Int("transB", 1);
        }

        var layer = Files.Parse(model).Bind(file => file.ToLayer()).OrThrow();
        var plain = Model.Init<float>(layer, new(2), key: 1);
        var adapted = Model.Init<float>(LowRank(layer, rank: 2, alpha: 3), new(2), key: 1);
        Assert.Equal(
            matrices.Split(' ').SelectMany(path => (string[])[$"{path}/lora_A", $"{path}/lora_B"]),
            adapted.AdapterValues().Keys,
            StringComparer.Ordinal
        );
        Samples.Close(plain.Predict(Rows.Inputs), adapted.Predict(Rows.Inputs), 1e-6);
        var moved = adapted.With(
            adapted
                .AdapterValues()
                .ToDictionary(
                    one => one.Key,
                    one => Samples.Normal<float>(one.Value.Shape, one.Key.Length),
                    StringComparer.Ordinal
                )
        );
        var merged = moved.Merge();
        Assert.Equal(plain.Values.Keys, merged.Values.Keys, StringComparer.Ordinal);
        Samples.Close(moved.Predict(Rows.Inputs), merged.Predict(Rows.Inputs), 1e-5);
        Samples.Close(
            moved.Predict(Rows.Inputs),
            OnnxPredictor.Load(moved.ToOnnx()).OrThrow().Predict(Rows.Inputs),
            1e-5
        );
    }

    [Fact]
    public void A_step_in_ONNX_Runtime_has_the_adapters_as_its_state()
    {
        var layer = Files
            .Parse(Sketch.Of("w:2x8 b:8 v:8x3", "h = MatMul(x, w); a = Add(h, b); r = Tanh(a); y = MatMul(r, v)"))
            .Bind(file => file.ToLayer())
            .OrThrow();
        var training = Training.Of(LowRank(layer, rank: 2), SoftmaxCrossEntropy(), Adam(0.01));
        var start = training.Init(1, new(2));
        var report = training.ToOnnx(File, start, Rows).OrThrow();
        Assert.Equal((2 + 8 + 8 + 3) * 2, report.Parameters);
        Assert.DoesNotContain(report.Inputs, input => input.Name is "w" or "v" or "b");
        Assert.DoesNotContain(report.Outputs, output => output.Name is "w/next" or "v/next" or "b/next");

        using var begin = OnnxPredictor.Load(start.ToOnnx()).OrThrow();
        Assert.Equal(
            start.Values.Keys.Except(["w", "v", "b"], StringComparer.Ordinal),
            begin.Outputs.Select(output => output.Name),
            StringComparer.Ordinal
        );
        Assert.NotEmpty(start.ToOnnx(new(6, 2), new(6)));
    }

    [Theory]
    [InlineData(WeightFormat.Full, 4)]
    [InlineData(WeightFormat.Float16, 2)]
    [InlineData(WeightFormat.BFloat16, 2)]
    [InlineData(WeightFormat.Int8, 4)]
    public void A_base_in_16_bits_is_stored_in_them_and_all_executors_agree(WeightFormat format, int size)
    {
        var layer = Files
            .Parse(Sketch.Of("w:2x160 b:160 v:160x3", "h = MatMul(x, w); a = Add(h, b); r = Tanh(a); y = MatMul(r, v)"))
            .Bind(file => file.ToLayer())
            .OrThrow();
        var training = Training.Of(LowRank(layer, rank: 2, storage: format), SoftmaxCrossEntropy(), Adam(0.01));
        var start = training.Init(1, new(2));
        training.ToOnnx(File, start, Rows).OrThrow();
        var stored = global::Onnx.ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(File)).Graph.Initializer;
        Assert.Equal(2 * 160 * size, stored.Single(tensor => tensor.Name == "w").RawData.Length);
        Assert.Equal(160 * sizeof(float), stored.Single(tensor => tensor.Name == "b").RawData.Length);

        using var engine = training.On(Ort.Cpu, threads: 1).OrThrow();
        var (ours, theirs) = (
            training.Fold(start, Enumerable.Repeat(Rows, 5)),
            engine.Fold(start, Enumerable.Repeat(Rows, 5))
        );
        Assert.All(ours.Values, value => Samples.Close(value.Value, theirs.Values[value.Key], 1e-4));
        Samples.Close(
            ours.Model.Predict(Rows.Inputs),
            OnnxPredictor.Load(ours.Model.ToOnnx()).OrThrow().Predict(Rows.Inputs),
            1e-5
        );
    }

    [Fact]
    public void A_fold_on_ONNX_Runtime_leaves_the_base_where_it_is()
    {
        var training = Training.Of(
            LowRank(Dense(7) >> Gelu() >> Dense(3), rank: 2),
            SoftmaxCrossEntropy(),
            AdamW(0.02)
        );
        using var engine = training.On(Ort.Cpu, threads: 1).OrThrow();
        var start = training.Init(3, new(2));
        var ours = training.Fold(start, Enumerable.Repeat(Rows, 5));
        var theirs = engine.Fold(start, Enumerable.Repeat(Rows, 5));
        Assert.Same(start.Values["0/weight"], theirs.Values["0/weight"]);
        foreach (var (path, value) in ours.Values)
        {
            Samples.Close(value, theirs.Values[path], 1e-4);
        }
    }
}
