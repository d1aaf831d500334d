using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Training is a pure function: nothing that the caller holds changes, and the same start gives the same end.</summary>
public class FoldTests
{
    private static readonly Training<float> Classifier = FunctionalNet.Training.Of(
        Dense(8) >> Gelu() >> Dropout(0.2) >> Dense(3),
        SoftmaxCrossEntropy(),
        ClipByGlobalNorm(1) >> AdamW(WarmupCosine(0.02, 5, 100))
    );

    private static readonly Dataset<float> Samples = Draw(70);

    // 70 samples in batches of 32: the last batch has 6.
    private static readonly Batches<float> Batched = Samples.Shuffle(1).Batches(32);

    [Fact]
    public void Fold_is_Scan_is_step_after_step_bit_for_bit()
    {
        var start = Classifier.Init(2, Samples.InputShape);
        var folded = Classifier.Fold(start, Batched.Repeat(3));
        var scanned = Classifier.Scan(start, Batched.Repeat(3)).Last();
        var stepped = Batched.Repeat(3).Aggregate(start, Classifier.Step);
        Assert.Equal(9, folded.Step);
        Assert.All([scanned, stepped], other => Same(folded, other));
    }

    [Fact]
    public void A_held_state_does_not_change_while_training_goes_on()
    {
        var start = Classifier.Init(2, Samples.InputShape);
        var before = Copy(start);
        var states = Classifier.Scan(start, Batched.Repeat(2)).Take(3).ToArray();
        var held = states.Select(Copy).ToArray();
        var prediction = states[1].Model.Predict(Samples.Inputs).Span.ToArray();

        var end = Classifier.Fold(states[2], Batched.Repeat(5));
        Classifier.Fold(end, Batched.Repeat(2));

        Assert.Equal(before, Copy(start));
        Assert.Equal(held, states.Select(Copy));
        Assert.Equal(prediction, states[1].Model.Predict(Samples.Inputs).Span.ToArray());
        Assert.NotEqual(held[2], Copy(end));
    }

    [Fact]
    public void Init_follows_from_the_key_and_the_paths_alone()
    {
        var (first, again, other) = (Init(Classifier, 3), Init(Classifier, 3), Init(Classifier, 4));
        Same(first, again);
        Assert.NotEqual(Copy(first), Copy(other));
        Assert.Equal(0, first.Step);
        Assert.True(float.IsNaN(first.Loss));

        // Initialization depends on key and path alone: another optimizer and depth give the same first weight.
        var deeper = FunctionalNet.Training.Of(Dense(8) >> Dense(8) >> Dense(3), SoftmaxCrossEntropy(), Sgd(1));
        Assert.Equal(first.Values["0/weight"].Doubles(), Init(deeper, 3).Values["0/weight"].Doubles());
        Assert.Equal(
            ["0/bias", "0/weight", "3/bias", "3/weight"],
            first.Parameters.Select(p => p.Key),
            StringComparer.Ordinal
        );
        Assert.Contains("step", first.Values.Keys, StringComparer.Ordinal);

        static TrainState<float> Init(Training<float> training, Key key) => training.Init(key, Samples.InputShape);
    }

    [Fact]
    public void The_loss_falls_and_is_that_of_the_batch_before_its_step()
    {
        var training = FunctionalNet.Training.Of(Dense(8) >> Tanh() >> Dense(3), SoftmaxCrossEntropy(), Sgd(0.1));
        var start = training.Init(2, Samples.InputShape);
        var losses = training.Scan(start, Enumerable.Repeat(Samples.All(), 60)).Select(state => state.Loss).ToArray();
        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Item2 < pair.Item1));

        var logits = start.Model.Predict(Samples.Inputs);
        var expected = Ops.Constant(logits.Shape, logits.Doubles())
            .SoftmaxCrossEntropyLoss(Ops.Constant(new(70), Samples.Targets.Doubles(), ElementType.Int64))
            .ReduceMean()
            .Value()[0];
        Assert.Equal(expected, losses[0], 1e-6);
    }

    [Fact]
    public void A_model_predicts_batches_of_any_size_alike()
    {
        var model = Classifier.Fold(Classifier.Init(2, Samples.InputShape), Batched.Repeat(2)).Model;
        var all = model.Predict(Samples.Inputs);
        Assert.Equal(new(70, 3), all.Shape);
        foreach (var size in new[] { 1, 3, 16, 69 })
        {
            double[] parts = [.. Samples.Batches(size).SelectMany(batch => model.Predict(batch.Inputs).Doubles())];
            Numbers.Close(all.Doubles(), parts, 1e-5);
        }

        Assert.Equal(0, model.Predict(Tensor.Zeros<float>(new(0, 4))).Length);
    }

    [Fact]
    public void No_batches_leave_the_state_as_it_was()
    {
        var start = Classifier.Fold(Classifier.Init(2, Samples.InputShape), Batched);
        Same(start, Classifier.Fold(start, Array.Empty<Batch<float>>()));
    }

    [Fact]
    public void Ending_the_sequence_ends_the_training()
    {
        var read = 0;
        IEnumerable<Batch<float>> Endless()
        {
            while (true)
            {
                read++;
                yield return Samples.All();
            }
        }

        var start = Classifier.Init(2, Samples.InputShape);
        var good = Classifier.Scan(start, Endless()).First(state => state.Loss < 1);
        Assert.Equal(good.Step, read);
        Assert.Equal(5, Classifier.Fold(start, Endless().Take(5)).Step);

        using var cancel = new CancellationTokenSource();
        var last = start;
        foreach (var state in Classifier.Scan(start, Endless().TakeWhile(_ => !cancel.IsCancellationRequested)))
        {
            last = state;
            if (state.Step == 4)
            {
                cancel.Cancel();
            }
        }

        Assert.Equal(4, last.Step);
    }

    [Fact]
    public void An_error_in_the_batches_leaves_the_state_usable()
    {
        var start = Classifier.Init(2, Samples.InputShape);
        var before = Copy(start);
        Assert.Throws<IOException>(() =>
            Classifier.Fold(start, Samples.Batches(10).Select((batch, i) => i < 3 ? batch : throw new IOException()))
        );
        Assert.Equal(before, Copy(start));
        Same(Classifier.Fold(start, Batched), Classifier.Fold(start, Batched));
    }

    [Fact]
    public void Trainings_on_several_threads_do_not_meet()
    {
        var start = Classifier.Init(2, Samples.InputShape);
        var alone = Enumerable.Range(0, 4).Select(Run).ToArray();
        var together = new double[4][];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Run(i));
        Assert.Equal(alone, together);

        double[] Run(int key)
        {
            var trained = Classifier.Fold(start, Samples.Shuffle(key).Batches(32).Repeat(6));
            return [.. Copy(trained), .. trained.Model.Predict(Samples.Inputs).Doubles()];
        }
    }

    private static Dataset<float> Draw(int count)
    {
        var values = new float[4 * count];
        ((Key)9).Normal<float>(values);
        var labels = values
            .Chunk(4)
            .Select(row =>
                row[0] > 0.5f ? 0f
                : row[1] > row[2] ? 1
                : 2
            );
        return new(new(new(count, 4), values), new(new(count), [.. labels]));
    }

    private static double[] Copy(TrainState<float> state) =>
        [.. state.Values.SelectMany(value => value.Value.Doubles())];

    private static void Same(TrainState<float> expected, TrainState<float> actual)
    {
        Assert.Equal(expected.Values.Keys, actual.Values.Keys, StringComparer.Ordinal);
        Assert.Equal(Copy(expected), Copy(actual));
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(expected.Key, actual.Key);
    }
}
