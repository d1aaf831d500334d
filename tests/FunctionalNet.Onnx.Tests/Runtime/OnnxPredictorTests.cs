namespace FunctionalNet.OnnxTests;

/// <summary>Prediction with model files in ONNX Runtime.</summary>
public class OnnxPredictorTests
{
    private static readonly Model<float> Model = Models.Of("dropout"); // [5] to [4]

    [Fact]
    public void Predictions_are_those_of_the_model()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx(), Device.Cpu, threads: 1).OrThrow();
        foreach (var batch in (int[])[0, 1, 2, 33])
        {
            var inputs = Samples.Normal<float>(new(batch, 5), batch);
            var outputs = predictor.Predict(inputs);
            Assert.Equal(new Shape(batch, 4), outputs.Shape);
            if (batch > 0)
            {
                Samples.Close(Model.Predict(inputs), outputs, 1e-5);
            }
        }
    }

    [Fact]
    public async Task To_dispose_while_others_predict_lets_them_end_and_refuses_later_ones()
    {
        var inputs = Samples.Normal<float>(new(33, 5), 1);
        var file = Model.ToOnnx();
        for (var round = 0; round < 20; round++)
        {
            var predictor = OnnxPredictor.Load(file, Device.Cpu, threads: 1).OrThrow();
            var expected = predictor.Predict(inputs);
            Task[] callers =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Run(() =>
                        {
                            while (true)
                            {
                                Assert.True(predictor.Predict(inputs).Span.SequenceEqual(expected.Span));
                            }
                        })
                    ),
            ];
            await Task.Delay(2, TestContext.Current.CancellationToken);
            predictor.Dispose();
            predictor.Dispose();
            foreach (var caller in callers)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
            }

            Assert.Throws<ObjectDisposedException>(() => predictor.Predict(inputs));
        }
    }

    [Fact]
    public void What_a_file_tells_of_itself_is_known_when_it_is_closed()
    {
        var predictor = OnnxPredictor
            .Load(Model.ToOnnx(new() { Labels = ["a", "b", "c", "d"], Description = "letters" }))
            .OrThrow();
        predictor.Dispose();
        Assert.Equal(["a", "b", "c", "d"], predictor.Labels);
        Assert.Equal("letters", predictor.Description);
        Assert.Single(predictor.Inputs);
        var inputs = Samples.Normal<float>(new(2, 5), 1);
        Assert.Throws<ObjectDisposedException>(() => predictor.Classify(inputs));
        Assert.Throws<ObjectDisposedException>(() => predictor.Run(inputs));
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(inputs.Span, 2, new float[8]));
    }

    [Fact]
    public async Task Single_samples_are_gathered()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx()).OrThrow();
        var inputs = Samples.Normal<float>(new(40, 5), 1);
        await using var front = predictor.Batched(maxBatchSize: 16);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => front.Predict(Tensor.Of(new Shape(5), inputs.Span.Slice(i * 5, 5))))
        );
        Samples.Close(
            predictor.Predict(inputs),
            Tensor.Of<float>(new(40, 4), [.. answers.SelectMany(answer => answer.Span.ToArray())]),
            1e-5
        );
    }

    [Fact]
    public void From_memory_to_memory_nothing_is_copied()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx()).OrThrow();
        var inputs = Samples.Normal<float>(new(64, 5), 1);
        var outputs = new float[64 * 4];
        predictor.Predict(inputs.Span, 64, outputs);
        Samples.Close(Model.Predict(inputs), Tensor.Of(new(64, 4), outputs), 1e-5);

        // A run allocates a few handles, whatever the batch size.
        var large = new float[100_000 * 5];
        var scores = new float[100_000 * 4];
        predictor.Predict(large, 100_000, scores);
        var before = GC.GetAllocatedBytesForCurrentThread();
        predictor.Predict(large, 100_000, scores);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);

        // Predicting from a tensor allocates only the result.
        var tensor = Tensor.Of(new(100_000, 5), large);
        before = GC.GetAllocatedBytesForCurrentThread();
        predictor.Predict(tensor);
        var result = scores.Length * sizeof(float);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, result, result + 10_000);
    }

    [Fact]
    public void Memory_of_another_size_is_a_bug()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx()).OrThrow();
        Assert.Throws<ShapeException>(() => predictor.Predict(new float[11], 2, new float[8]));
        Assert.Throws<ShapeException>(() => predictor.Predict(new float[10], 2, new float[9]));
        Assert.Throws<ShapeException>(() => predictor.Predict(new float[10], -2, new float[8]));
        Assert.Throws<ShapeException>(() => predictor.Predict([], int.MaxValue, []));
    }

    [Fact]
    public void A_wrong_shape_is_named_with_the_right_one()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx()).OrThrow();
        var error = Assert.Throws<ShapeException>(() => predictor.Predict(Samples.Normal<float>(new(2, 6), 1)));
        Assert.Contains("'input' is [batch, 5], but got [2, 6]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => predictor.Predict(Samples.Normal<float>(new(5), 1)));
        Assert.Throws<ShapeException>(() => predictor.Run());
    }

    [Fact]
    public void Labels_and_truths_cross_the_border_as_what_they_are()
    {
        var label = Expr.Input("label", new(Dim.Named("n")), ElementType.Int64);
        var truth = Expr.Input("truth", new(Dim.Named("n")), ElementType.Bool);
        var file = new Graph(
            [label, truth],
            [label.Equal(Ops.Constant(Shape.Scalar, [2], ElementType.Int64)).And(truth), label]
        ).ToOnnx();
        using var predictor = OnnxPredictor.Load(file).OrThrow();

        var outputs = predictor.Run(Tensor.Vector(1f, 2f, 2f), Tensor.Vector(1f, 0f, 1f));

        Assert.Equal([0f, 0f, 1f], outputs[0].Span);
        Assert.Equal([1f, 2f, 2f], outputs[1].Span);
        Assert.Equal("Bool[n]", predictor.Outputs[0].Type.ToString());
        Assert.Throws<ShapeException>(() => predictor.Run(Tensor.Vector(1f, 2f), Tensor.Vector(1f, 0f, 1f)));
        Assert.Throws<ShapeException>(() => predictor.Predict(new float[3], 3, new float[3]));
    }

    [Fact]
    public void It_predicts_on_many_threads_at_once()
    {
        using var predictor = OnnxPredictor.Load(Model.ToOnnx(), threads: 1).OrThrow();
        var inputs = Samples.Normal<float>(new(7, 5), 3);
        var expected = Model.Predict(inputs);
        Parallel.For(0, 64, _ => Samples.Close(expected, predictor.Predict(inputs), 1e-5));
    }

    [Theory]
    [InlineData("missing.onnx", null, "no such file")]
    [InlineData("garbage.onnx", "not a model", "is a text, not an ONNX file")]
    [InlineData("empty.onnx", "", "cannot load")]
    public void A_file_that_is_none_is_an_error_that_names_it(string name, string? content, string says)
    {
        var folder = Directory.CreateTempSubdirectory("fnet");
        var path = Path.Combine(folder.FullName, name);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        var error = OnnxPredictor.Load(path).ErrorOf();
        folder.Delete(recursive: true);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cuda_is_used_or_its_absence_told()
    {
        var asked = OnnxPredictor.Load(Model.ToOnnx(), Device.Cuda);
        using var fallen = OnnxPredictor.Load(Model.ToOnnx(), Device.Cuda.OrCpu()).OrThrow();
        var inputs = Samples.Normal<float>(new(3, 5), 3);
        Samples.Close(Model.Predict(inputs), fallen.Predict(inputs), 1e-3);
        asked.Match(
            Right: predictor =>
            {
                using (predictor)
                {
                    Assert.Equal((true, string.Empty), (fallen.Device.IsCuda, fallen.Note));
                }
            },
            Left: why =>
            {
                Assert.Contains("CUDA", why.Message, StringComparison.Ordinal);
                Assert.Contains("OrCpu", why.Message, StringComparison.Ordinal);
                Assert.Equal(Device.Cpu, fallen.Device);
                Assert.Contains("CPU stands in", fallen.Note, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Devices_say_what_they_are()
    {
        Assert.Equal("CPU", Device.Cpu.OrCpu().ToString());
        Assert.Equal("CUDA 1, else CPU", Device.Cuda.At(1).OrCpu().ToString());
        Assert.Throws<InvalidOperationException>(() => Device.Cpu.At(1));
        Assert.Equal((false, true), (Device.Cuda.AllowsTf32, Device.Cuda.OrCpu().WithTf32().AllowsTf32));
        Assert.Throws<InvalidOperationException>(Device.Cpu.WithTf32);
    }
}
