using LanguageExt.Common;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>Fitting with epochs, early stopping, checkpoints and held-out data.</summary>
public sealed partial class FitTests : IDisposable
{
    private static readonly Dataset<float> Samples = Draw(90);

    private static readonly Batches<float> Batched = Samples.Shuffle(1).Batches(32);

    private static readonly Training<float> Classifier = FunctionalNet.Training.Of(
        Dense(8) >> Gelu() >> Dropout(0.2) >> Dense(3),
        SoftmaxCrossEntropy(),
        Adam(CosineDecay(0.05, total: 30))
    );

    private static readonly TrainState<float> Start = Classifier.Init(2, Samples.InputShape);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_epoch_of_another_number_of_batches_is_an_error_and_no_end_by_time()
    {
        var fewer = Batched.Stage((batches, _) => batches.Where(batch => batch.Count == 32));
        var more = Batched.Stage((batches, _) => batches.SelectMany(batch => new[] { batch, batch }));
        Assert.Contains("epoch 1 had 2 batches", Told(fewer), StringComparison.Ordinal);
        Assert.Contains("epoch 1 had 6 batches", Told(more), StringComparison.Ordinal);

        static string Told(Batches<float> batches) =>
            Classifier
                .Fit(Start, batches, new() { Epochs = 4 })
                .Match(Right: history => $"{history.Ended}", Left: error => error.Message);
    }

    [Fact]
    public void A_fit_is_the_fold_and_tells_what_happened()
    {
        var heldOut = Draw(50);
        var history = Right(
            Classifier.Fit(
                Start,
                Batched,
                new()
                {
                    Epochs = 4,
                    HeldOut = heldOut.Batches(20),
                    Measures = new FitOptions<float>().Measures.Add(
                        "right",
                        model => FunctionalNet.Metrics.Accuracy(model.Predict(heldOut.Inputs), heldOut.Targets)
                    ),
                }
            )
        );
        var states = Classifier.Scan(Start, Batched.Epochs(4)).ToArray();
        Same(states[^1], history.Last);
        Assert.Equal((StopReason.Epochs, 4), (history.Ended, history.Epochs.Length));
        Assert.Equal([1, 2, 3, 4], history.Epochs.Select(epoch => epoch.Number));
        Assert.Equal(
            Classifier.Scan(Start, Batched.Repeat(4)).Select(state => (double)state.Loss),
            history.Epochs.SelectMany(epoch => epoch.Losses)
        );
        Assert.All(
            history.Epochs.Zip(states, (epoch, state) => (Epoch: epoch, State: state)),
            pair =>
            {
                Assert.Equal(Classifier.Evaluate(pair.State, heldOut.All()), pair.Epoch.HeldOut, 1e-5);
                Assert.InRange(pair.Epoch.Measures["right"], 0, 1);
            }
        );
        Same(states[history.Epochs.IndexOf(history.Epochs.MinBy(epoch => epoch.HeldOut)!)], history.Best);
        Assert.Equal(0.05 * 0.5 * (1 + Math.Cos(Math.PI * 2 / 30)), history.Epochs[0].LearningRate, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_fit_goes_on_from_any_of_its_checkpoints_to_the_same_end(int every)
    {
        var options = new FitOptions<float>
        {
            Epochs = 12,
            Patience = 3,
            CheckpointEvery = every,
            Checkpoints = new(folder.Path, Keep: 1_000),
            HeldOut = Draw(30).Batches(30),
        };
        var whole = Right(Classifier.Fit(Start, Batched, options));
        Same(whole.Last, Right(Classifier.Fit(Start, Batched, options with { Checkpoints = null })).Last);
        var files = options.Checkpoints.Files;
        Assert.Equal(whole.Epochs.Length * (every == 0 ? 1 : 2), files.Length);
        for (var lost = 0; lost <= files.Length; lost++)
        {
            foreach (var file in files.Take(lost))
            {
                File.Delete(file);
            }

            var resumed = Right(Classifier.Fit(Start, Batched, options));
            Assert.Equal(whole.Ended, resumed.Ended);
            Same(whole.Last, resumed.Last);
            Same(whole.Best, resumed.Best);
            Assert.Equal(
                whole.Epochs[^1].Losses,
                resumed.Epochs[^1].Losses.IsEmpty ? whole.Epochs[^1].Losses : resumed.Epochs[^1].Losses
            );
        }
    }

    [Fact]
    public void A_fit_ends_when_told_by_patience_time_stillness_or_a_token()
    {
        Assert.Equal(StopReason.Time, Ended(new() { Time = TimeSpan.Zero }));
        Assert.Equal(StopReason.Stopped, Ended(new() { Stop = new(canceled: true) }));
        Assert.Equal(StopReason.Converged, Ended(new() { MinChange = 1e9 }));
        Assert.Equal(
            StopReason.Patience,
            Ended(
                new()
                {
                    Patience = 1,
                    MinDelta = 1e9,
                    Epochs = 1000,
                }
            )
        );
        Assert.Equal(StopReason.Epochs, Ended(new() { Epochs = 0 }));
        Assert.Equal(3, Right(Classifier.Fit(Start, Batched, new() { Patience = 2, MinDelta = 1e9 })).Epochs.Length);

        static StopReason Ended(FitOptions<float> options) => Right(Classifier.Fit(Start, Batched, options)).Ended;
    }

    [Fact]
    public void What_has_ended_still_learns_nothing_more_when_it_is_run_again()
    {
        var options = new FitOptions<float>
        {
            Epochs = 5,
            MinChange = 1e9,
            Checkpoints = new(folder.Path),
        };
        var ended = Right(Classifier.Fit(Start, Batched, options));
        var again = Right(Classifier.Fit(Start, Batched, options));
        Assert.Equal((StopReason.Converged, ended.Last.Step), (again.Ended, again.Last.Step));
        Assert.Equal(Batched.Count, again.Last.Step);
        Assert.Equal(
            2 * Batched.Count,
            Right(Classifier.Fit(Start, Batched, options with { MinChange = 0, Epochs = 2 })).Last.Step
        );
    }

    [Fact]
    public void What_is_left_of_a_resumed_epoch_does_not_stand_still()
    {
        // The rate decays so fast that the last step is below the limit for a standstill while the whole epoch is above it.
        var training = FunctionalNet.Training.Of(
            Dense(3),
            SoftmaxCrossEntropy(),
            Sgd(ExponentialDecay(0.5, factor: 0.01))
        );
        var start = training.Init(2, Samples.InputShape);
        var states = training.Scan(start, Batched.Take(3)).ToArray();
        var still = 2 * states[1].Distance(states[2]);
        Assert.True(start.Distance(states[2]) > 2 * still);
        var options = new FitOptions<float>
        {
            Epochs = 1,
            MinChange = still,
            CheckpointEvery = 2,
            Checkpoints = new(folder.Path),
        };
        Assert.Equal(StopReason.Epochs, Right(training.Fit(start, Batched, options)).Ended);
        File.Delete(options.Checkpoints.Files[0]);
        var resumed = Right(training.Fit(start, Batched, options with { Epochs = 2 }));
        Assert.Equal(2, resumed.Epochs.Length);
    }

    [Fact]
    public void Steps_are_told_with_their_losses_also_of_an_epoch_that_was_cut()
    {
        using var stop = new CancellationTokenSource();
        var cut = Batched.Stage((batches, epoch) => batches.Select((batch, i) => StopAt(batch, epoch, i)));
        var steps = Classifier
            .FitEpochs(Start, cut, new() { Epochs = 3, Stop = stop.Token })
            .SelectMany(learned => Right(learned).Steps)
            .ToArray();
        Assert.Equal(
            Classifier
                .Scan(Start, Batched.Repeat(2).Take(5))
                .Select((state, i) => new StepLoss(state.Step, 1 + (i / 3), state.Loss)),
            steps
        );

        // Cancelled while the last batch of the second epoch is drawn: that batch is not trained on.
        Batch<float> StopAt(Batch<float> batch, int epoch, int i)
        {
            if ((epoch, i) == (1, 2))
            {
                stop.Cancel();
            }

            return batch;
        }
    }

    [Fact]
    public void The_epoch_in_which_it_diverges_comes_before_the_error()
    {
        var wild = FunctionalNet.Training.Of(Classifier.Layer, Classifier.Loss, Sgd(1e38));
        var options = new FitOptions<float>
        {
            HeldOut = Batched,
            Measures = new FitOptions<float>().Measures.Add("never", _ => throw new InvalidOperationException()),
        };
        var learning = wild.FitEpochs(Start, Batched, options).ToArray();
        Assert.Equal(2, learning.Length);
        var last = Right(learning[0]);
        Assert.Equal((StopReason.Diverged, 1), (last.Ended, last.Epoch.Number));
        Assert.Equal((double.NaN, 0), (last.Epoch.HeldOut, last.Epoch.Measures.Count));
        Assert.Same(Start, last.Best);
        Assert.Equal(last.Epoch.Losses, last.Steps.Select(step => step.Loss));
        Assert.Equal([1L, 2L], last.Steps.Select(step => step.Step));
        Assert.True(double.IsFinite(last.Epoch.Losses[0]) && !double.IsFinite(last.Epoch.Losses[1]));
        Assert.Contains("not finite after", learning[1].Match(_ => string.Empty, error => error.Message));
        Assert.True(wild.Fit(Start, Batched, options with { HeldOut = null }).IsLeft);
    }

    [Fact]
    public void Operators_end_sequences_and_pick_the_best()
    {
        double[] scores = [5, 4, double.NaN, 4, 3.5, 3.6, 3.7, 3.8, 1];
        Assert.Equal(scores[..4], scores.StopEarly(x => x, patience: 2));
        Assert.Equal(scores[..8], scores.StopEarly(x => x, patience: 3));
        Assert.Equal(scores, scores.StopEarly(x => x, patience: 4));
        Assert.Equal(scores[..5], scores.StopEarly(x => x, patience: 3, minDelta: 0.6));
        Assert.Equal([5, 4, 4, 4, 3.5, 3.5, 3.5, 3.5, 1], scores.BestSoFar(x => x));
        Assert.Equal([double.NaN, 2], new[] { double.NaN, 2 }.BestSoFar(x => x));

        using var source = new CancellationTokenSource();
        Assert.Equal([1, 2], new[] { 1, 2, 3 }.Until(source.Token).Select(Stop));
        var clock = new Clock();
        Assert.Equal([1, 2], new[] { 1, 2, 3 }.Within(TimeSpan.FromSeconds(2), clock).Select(Wait));

        int Stop(int item)
        {
            if (item == 2)
            {
                source.Cancel();
            }

            return item;
        }

        int Wait(int item)
        {
            clock.Seconds++;
            return item;
        }
    }

    [Fact]
    public void Stillness_averages_and_distances_are_of_the_parameters()
    {
        var states = Classifier.Scan(Start, Batched.Repeat(3)).ToArray();
        var distances = states.Zip(states.Skip(1), (a, b) => a.Distance(b)).ToArray();
        var expected = Math.Sqrt(
            states[0]
                .Parameters.Sum(p =>
                    p.Value.Doubles().Zip(states[1].Values[p.Key].Doubles(), (a, b) => (a - b) * (a - b)).Sum()
                )
        );
        Assert.Equal(expected, distances[0], 1e-5);
        Assert.Equal(2, states.UntilConverged(distances[0] + 1e-9).Count());
        Assert.Equal(states.Length, states.UntilConverged(0).Count());

        var average = states.Take(3).MovingAverage(0.75).Last();
        double[] weights = [.. states.Take(3).Select(state => (double)state.Values["0/weight"].Span[0])];
        Assert.Equal(
            (0.75 * ((0.75 * weights[0]) + (0.25 * weights[1]))) + (0.25 * weights[2]),
            average.Values["0/weight"].Span[0],
            1e-6
        );
        Assert.Equal(3, average.Step);
    }

    [Fact]
    public void Each_sample_is_held_out_once()
    {
        var held = new List<float>();
        var histories = Right(
            Samples.CrossValidate(
                4,
                key: 5,
                (learn, heldOut) =>
                {
                    Assert.Equal(90, learn.Count + heldOut.Count);
                    Assert.InRange(heldOut.Targets.Span.ToArray().Count(label => label == 1), 7, 8);
                    held.AddRange(heldOut.Inputs.Span);
                    return Classifier.Fit(
                        Start,
                        learn.Shuffle(1).Batches(32),
                        new() { Epochs = 1, HeldOut = [heldOut.All()] }
                    );
                }
            )
        );
        Assert.Equal(4, histories.Length);
        Assert.Equal(Samples.Inputs.Span.ToArray().Order(), held.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Folds(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Folds(91, 0));
    }

    [Fact]
    public void A_rate_range_test_finds_a_rate_between_too_small_and_too_large()
    {
        var range = RateRange.Test(
            rate => FunctionalNet.Training.Of(Classifier.Layer, Classifier.Loss, Sgd(rate)),
            key: 1,
            Batched,
            min: 1e-4,
            max: 1e4
        );
        Assert.Equal(range.Rates.Length, range.Losses.Length);
        Assert.InRange(range.Losses.Length, 20, 99);
        Assert.Equal(1e-4, range.Rates[0], 1e-9);
        Assert.InRange(range.Steepest, 1e-3, 10);
    }

    private static T Right<T>(LanguageExt.Either<Error, T> result) =>
        result.IfLeft(error => throw new Xunit.Sdk.XunitException(error.Message));

    private static void Same(TrainState<float> expected, TrainState<float> actual)
    {
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(expected.Values.Keys, actual.Values.Keys, StringComparer.Ordinal);
        Assert.All(
            expected.Values,
            value => Assert.Equal(value.Value.Span.ToArray(), actual.Values[value.Key].Span.ToArray())
        );
    }

    // Three overlapping clusters.
    private static Dataset<float> Draw(int count)
    {
        var inputs = new float[4 * count];
        ((Key)count).Normal<float>(inputs);
        for (var i = 0; i < count; i++)
        {
            inputs[(4 * i) + (i % 3)] += 1.5f;
        }

        return new(
            new(new(count, 4), inputs),
            Tensor.Vector<float>([.. Enumerable.Range(0, count).Select(i => (float)(i % 3))])
        );
    }

    private sealed class Clock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
