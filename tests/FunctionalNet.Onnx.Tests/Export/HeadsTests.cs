using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Pre- and postprocessing that is part of the file, so that a consumer needs no code.</summary>
public sealed class HeadsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    private string File => Path.Combine(folder.FullName, "model.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_is_put_around_a_model_has_names_of_its_own()
    {
        // Names must stay unique when a file with a normalization and a softmax is read and exported with both again.
        var options = new ExportOptions { Normalization = Normalization.Of(3, 2), Softmax = true };
        var model = Models.Of("linear");
        var inner = OnnxModel.Parse(model.ToOnnx(options)).OrThrow().ToModel<float>().OrThrow();
        var outer = OnnxModel
            .Parse(inner.ToOnnx(options with { Normalization = Normalization.Of(1, 4) }))
            .OrThrow()
            .ToModel<float>()
            .OrThrow();
        Assert.Equal(
            [
                "bias",
                "normalization/mean",
                "normalization/scale",
                "normalization_1/mean",
                "normalization_1/scale",
                "weight",
            ],
            outer.Values.Keys,
            StringComparer.Ordinal
        );
        Assert.Equal([1f], outer.Values["normalization_1/mean"].Span);
        var x = Samples.Normal<float>(new(3, 4), 1);
        var once = new Tensor<float>(x.Shape, [.. x.Span.ToArray().Select(value => (value - 1) / 4)]);
        var expected = inner.Predict(once);
        var scores = Enumerable
            .Range(0, 3)
            .Select(row => expected.Span.Slice(row * 3, 3).ToArray().Select(MathF.Exp).ToArray());
        Samples.Close(
            new Tensor<float>(expected.Shape, [.. scores.SelectMany(row => row.Select(score => score / row.Sum()))]),
            outer.Predict(x),
            1e-6
        );
    }

    [Fact]
    public void Images_of_bytes_as_cameras_give_them_become_names_of_classes()
    {
        var model = Of(Flatten() >> Dense(3), new(2, 4, 5)); // channels, height, width
        var options = new ExportOptions
        {
            Bytes = true,
            ChannelsLast = true,
            Normalization = Normalization.Of([100, 120], [50, 60]),
            Softmax = true,
            ArgMax = true,
            LabelOutput = true,
            Labels = ["cat", "dog", "ünicorn"],
            InputDescription = "An image, row by row",
            OutputDescription = "The probability of each animal",
        };
        var bytes = Tensor.Of(new(3, 4, 5, 2), [.. Enumerable.Range(0, 120).Select(i => (float)(i * 37 % 256))]);
        var report = model.SaveOnnx(File, options, bytes).OrThrow();
        Assert.Equal("input: Int64[batch, 4, 5, 2]", report.Inputs[0].ToString());
        Assert.Equal(
            ["output: Float[batch, 3]", "class: Int64[batch]"],
            report.Outputs.Select(one => one.ToString()),
            StringComparer.Ordinal
        );

        // The expected result, with the preprocessing written out.
        var seen = new float[120];
        for (var i = 0; i < 120; i++)
        {
            var (channel, place, sample) = (i % 2, i / 2 % 20, i / 40);
            seen[(sample * 40) + (channel * 20) + place] =
                (bytes.Span[i] - (channel == 0 ? 100 : 120)) / (channel == 0 ? 50 : 60);
        }

        var scores = model.Predict(Tensor.Of(new(3, 2, 4, 5), seen)).Span.ToArray().Chunk(3).ToArray();
        int[] classes = [.. scores.Select(row => Array.IndexOf(row, row.Max()))];
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var results = predictor.Run(bytes);
        Assert.Equal(classes, results[1].Span.ToArray().Select(one => (int)one));
        Assert.Equal(1, results[0].Span[..3].ToArray().Sum(), 1e-5);
        Assert.Equal(classes.Select(one => options.Labels[one]), predictor.Classify(bytes), StringComparer.Ordinal);
        var graph = ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(File)).Graph;
        Assert.Equal((int)TensorProto.Types.DataType.Uint8, graph.Input[0].Type.TensorType.ElemType);
        Assert.Equal("An image, row by row", graph.Input[0].DocString);
        Assert.Equal("The probability of each animal", graph.Output[0].DocString);
    }

    [Fact]
    public void Places_become_ones()
    {
        var model = Of(Dense(2), new(5));
        model.SaveOnnx(File, new() { OneHot = true }, Tensor.Vector(0f, 4f, 2f)).OrThrow();
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        Assert.Equal("input: Int64[batch]", predictor.Inputs[0].ToString());
        var hot = Tensor.Of(new(2, 5), 0f, 0f, 0f, 1f, 0f, 1f, 0f, 0f, 0f, 0f);
        Samples.Close(model.Predict(hot), predictor.Predict(Tensor.Vector(3f, 0f)), 1e-6);
    }

    [Fact]
    public void Labels_in_the_metadata_name_classes_too()
    {
        var model = Of(Dense(2), new(3));
        var x = Samples.Normal<float>(new(4, 3), 2);
        model.SaveOnnx(File, new() { Labels = ["no", "yes"] }).OrThrow();
        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var scores = model.Predict(x);
        Assert.Equal(
            Enumerable.Range(0, 4).Select(i => scores[i, 0] >= scores[i, 1] ? "no" : "yes"),
            predictor.Classify(x),
            StringComparer.Ordinal
        );

        model.SaveOnnx(File).OrThrow();
        using var nameless = OnnxPredictor.Load(File).OrThrow();
        Assert.Throws<InvalidOperationException>(() => nameless.Classify(x));
    }

    [Fact]
    public void What_does_not_fit_the_model_is_a_bug()
    {
        var model = Of(Dense(2), new(3));
        Assert.Throws<ShapeException>(() => model.ToOnnx(new() { ChannelsLast = true }));
        Assert.Throws<ShapeException>(() =>
            model.ToOnnx(new() { OneHot = true, Normalization = Normalization.Of(0, 2) })
        );
        Assert.Throws<ArgumentException>(() => model.ToOnnx(new() { LabelOutput = true }));
    }

    private static Model<float> Of(Layer layer, Shape input) =>
        Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, input).Model;
}
