using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>Folds on ONNX Runtime against the library's own.</summary>
public class OrtTrainingTests
{
    private static readonly Training<float> Digits = Training.Of(
        Dense(7) >> Gelu() >> Dropout(0.3) >> Dense(3),
        SoftmaxCrossEntropy(),
        ClipByGlobalNorm(1) >> AdamW(CosineDecay(0.02, 100), decay: 0.01)
    );

    [Fact]
    public void A_fold_gives_the_states_of_the_fold()
    {
        using var engine = Digits.On(Ort.Cpu, threads: 1).OrThrow();
        var start = Digits.Init(3, new(4));
        var batches = Rows(23).Shuffle(5).Batches(6).Repeat(epochs: 5); // 20 steps, every fourth on 5 rows

        var ours = Digits.Fold(start, batches);
        var theirs = engine.Fold(start, batches);

        Assert.Equal(20, theirs.Step);
        Same(ours, theirs);

        // The start state is unchanged, and a fold can continue from the end of another.
        Same(Digits.Init(3, new(4)), start);
        Same(Digits.Fold(ours, batches.Take(2)), engine.Fold(theirs, batches.Take(2)));
    }

    [Fact]
    public void A_scan_yields_states_that_stay()
    {
        using var engine = Digits.On(Ort.Cpu, threads: 1).OrThrow();
        var start = Digits.Init(3, new(4));
        TrainState<float>[] theirs = [.. engine.Scan(start, Rows(12).Batches(5))];
        TrainState<float>[] ours = [.. Digits.Scan(start, Rows(12).Batches(5))];
        for (var i = 0; i < 3; i++)
        {
            Same(ours[i], theirs[i]);
        }

        Assert.NotEqual(theirs[0].Loss, theirs[1].Loss);
        var heldOut = Rows(4).All();
        Assert.Equal(Digits.Evaluate(theirs[2], heldOut), engine.Evaluate(theirs[2], heldOut));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0.5f)]
    [InlineData(3f)]
    [InlineData(-2f)]
    public void A_label_that_is_no_class_is_refused_before_it_is_fed(float label)
    {
        var data = Rows(12).WithTargets(labels => Tensor.Vector([.. labels.Span[..7], label, .. labels.Span[8..]]));
        var start = Digits.Init(3, new(4));
        using var engine = Digits.On(Ort.Cpu, threads: 1).OrThrow();
        var error = Assert.Throws<LabelException>(() => engine.Fold(start, data.Batches(5)));
        Assert.Contains("sample 2 of the batch, row 7 of the data", error.Message, StringComparison.Ordinal);
        Assert.Contains("3 classes, 0 to 2", error.Message, StringComparison.Ordinal);
        Same(Digits.Init(3, new(4)), start);

        // The ignored label is accepted, and the engine is still usable after the error.
        var padded = Rows(12).WithTargets(labels => Tensor.Vector([.. labels.Span[..7], -1f, .. labels.Span[8..]]));
        Same(Digits.Fold(start, padded.Batches(5)), engine.Fold(start, padded.Batches(5)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1.5f)]
    [InlineData(-1f)]
    [InlineData(4f)]
    public void A_token_that_is_none_is_refused_before_it_is_fed(float token)
    {
        Layer[] models =
        [
            Embedding(4, 2) >> Flatten() >> Dense(1),
            Inputs((new(1), Dense(2)), (new(1), Embedding(4, 2) >> Flatten())) >> Dense(1),
        ];
        foreach (var model in models)
        {
            var training = Training.Of(model, Weighted(MeanSquaredError()), Adam(0.1));
            var batch = Batch.Of(Tensor.Of(new(2, 2), 0, 1, 2, token), Tensor.Of<float>(new(2, 2), 1, 1, 2, 1));
            using var engine = training.On(Ort.Cpu, threads: 1).OrThrow();
            var error = Assert.Throws<LabelException>(() => engine.Step(training.Init(1, new(2)), batch));
            Assert.Contains("the token of sample 1", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_runs_in_double()
    {
        var training = Training.Of<double>(Dense(5) >> Tanh() >> Dense(2), MeanSquaredError(), Adam(0.01));
        using var engine = training.On(Ort.Cpu).OrThrow();
        var data = new Dataset<double>(Samples.Normal<double>(new(9, 3), 1), Samples.Normal<double>(new(9, 2), 2));
        var start = training.Init(1, new(3));
        var (ours, theirs) = (training.Fold(start, data.Batches(4)), engine.Fold(start, data.Batches(4)));
        Assert.All(ours.Values, value => Samples.Close(value.Value, theirs.Values[value.Key], 1e-12));
    }

    [Fact]
    public void No_step_is_no_change()
    {
        using var engine = Digits.On(Ort.Cpu).OrThrow();
        var start = Digits.Init(3, new(4));
        var same = engine.Fold(start, Rows(3).Batches(3).Take(0));
        Assert.Equal((0L, float.NaN), (same.Step, same.Loss));
        Same(start, same);
    }

    [Fact]
    public void What_does_not_fit_is_a_bug_with_its_repair()
    {
        using var engine = Digits.On(Ort.Cpu).OrThrow();
        var other = Training.Of(Dense(3), SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, new(4));
        Assert.Contains(
            "another training",
            Assert.Throws<ArgumentException>(() => engine.Step(other, Rows(3).All())).Message,
            StringComparison.Ordinal
        );
        var wide = Digits.Init(1, new(9));
        Assert.Contains(
            "0/weight",
            Assert.Throws<ShapeException>(() => engine.Step(wide, Rows(3).All())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_gpu_the_error_says_what_is_missing_and_the_cpu_can_stand_in()
    {
        var error = Digits
            .On(Ort.Cuda(1))
            .Match(
                Left: error => error.Message,
                Right: engine =>
                {
                    engine.Dispose();
                    return "CUDA";
                }
            );
        Assert.Contains("CUDA", error, StringComparison.Ordinal);

        using var engine = Digits.On(Ort.Cuda().OrCpu()).OrThrow();
        Assert.True(engine.Device.IsCuda || engine.Note.Contains("stands in", StringComparison.Ordinal));
        var start = Digits.Init(3, new(4));
        Same(Digits.Step(start, Rows(4).All()), engine.Step(start, Rows(4).All()));
    }

    private static Dataset<float> Rows(int count) =>
        new(
            Samples.Normal<float>(new(count, 4), 8),
            Tensor.Vector([.. Enumerable.Range(0, count).Select(i => (float)(i % 3))])
        );

    private static void Same(TrainState<float> ours, TrainState<float> theirs)
    {
        Assert.Equal(ours.Values.Keys.ToArray(), theirs.Values.Keys.ToArray());
        Assert.Equal(ours.Loss, theirs.Loss, 1e-4);
        Assert.All(ours.Values, value => Samples.Close(value.Value, theirs.Values[value.Key], 2e-4));
    }
}
