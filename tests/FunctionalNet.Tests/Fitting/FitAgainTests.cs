using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>A fit trains its epochs from the given state; it resumes only from its own checkpoints.</summary>
public sealed class FitAgainTests : IDisposable
{
    private static readonly Dataset<float> Samples = Draw(32);

    private static readonly Training<float> Line = FunctionalNet.Training.Of(
        Dense(4) >> Dropout(0.2) >> Dense(1),
        MeanSquaredError(),
        Adam(0.01)
    );

    private static readonly Batches<float> Batched = Samples.Shuffle(3).Batches(4);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(3)]
    [InlineData(32)]
    public void As_many_epochs_more_as_are_asked_for(int size)
    {
        var first = Fit(Line.Init(1, new(1)), Batched, new() { Epochs = 5 });
        Assert.Equal(40, first.Last.Step);
        var batches = Samples.Batches(size);
        var more = Fit(first.Last, batches, new() { Epochs = 5 });
        Assert.Equal(5 * batches.Count, more.Last.Step - 40);
        Assert.Equal([1, 2, 3, 4, 5], more.Epochs.Select(epoch => epoch.Number));
        Assert.All(more.Epochs, epoch => Assert.Equal(batches.Count, epoch.Losses.Length));
    }

    [Fact]
    public void Two_fits_are_one_that_is_as_long_as_both()
    {
        var start = Line.Init(1, new(1));
        var half = Fit(start, Batched, new() { Epochs = 3 });
        var whole = Fit(Fit(half.Last, Batched, new() { Epochs = 4 }).Last, Batched, new() { Epochs = 1 });
        Same(Fit(start, Batched, new() { Epochs = 8 }).Last, whole.Last);
    }

    [Fact]
    public void Also_where_the_first_was_stopped_within_an_epoch()
    {
        using var stop = new CancellationTokenSource();
        var cut = Batched.Stage(
            (batches, _) =>
                batches.Select(
                    (batch, i) =>
                    {
                        if (i == 3)
                        {
                            stop.Cancel();
                        }

                        return batch;
                    }
                )
        );
        var first = Fit(Line.Init(1, new(1)), cut, new() { Stop = stop.Token });
        Assert.Equal((StopReason.Stopped, true), (first.Ended, first.Last.Step is > 0 and < 8));
        var more = Fit(first.Last, Batched, new() { Epochs = 2 });
        Assert.Equal(16, more.Last.Step - first.Last.Step);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_second_fit_goes_on_from_any_of_its_checkpoints_to_the_same_end(int every)
    {
        var middle = Fit(Line.Init(1, new(1)), Samples.Batches(5), new() { Epochs = 1 }).Last;
        var options = new FitOptions<float>
        {
            Epochs = 4,
            CheckpointEvery = every,
            Checkpoints = new(folder.Path, Keep: 1_000),
            HeldOut = Draw(9).Batches(4),
            Patience = 3,
        };
        var whole = Fit(middle, Batched, options);
        Same(whole.Last, Fit(middle, Batched, options with { Checkpoints = null }).Last);
        var files = options.Checkpoints.Files;
        for (var lost = 1; lost <= files.Length; lost++)
        {
            foreach (var file in files.Take(lost))
            {
                File.Delete(file);
            }

            var resumed = Fit(middle, Batched, options);
            Assert.Equal((whole.Ended, whole.Epochs[^1].Loss), (resumed.Ended, resumed.Epochs[^1].Loss));
            Same(whole.Last, resumed.Last);
            Same(whole.Best, resumed.Best);
        }
    }

    [Fact]
    public void The_last_state_learns_further_beside_the_checkpoints_of_the_fit_that_led_to_it()
    {
        var options = new FitOptions<float> { Epochs = 2, Checkpoints = new(folder.Path) };
        var start = Line.Init(1, new(1));
        var first = Fit(start, Batched, options);
        var again = Fit(start, Batched, options);
        Assert.Equal((StopReason.Epochs, 16), (again.Ended, again.Last.Step));
        var more = Fit(first.Last, Batched, options);
        Assert.Equal(32, more.Last.Step);
        Assert.Equal(32, Fit(first.Last, Batched, options).Last.Step);
        Assert.Equal(48, Fit(more.Last, Batched, options).Last.Step);

        // A state that is neither the start nor the end of the fit that wrote the checkpoints is refused.
        Told("a folder of its own", Line.Fit(start, Batched, options));
        Told("a folder of its own", Line.Fit(Fit(more.Last, Batched, new() { Epochs = 9 }).Last, Batched, options));
    }

    [Fact]
    public void What_cannot_be_learned_from_or_for_is_an_error()
    {
        var start = Line.Init(1, new(1));
        Told("no samples to learn from", Line.Fit(start, Draw(0).Batches(4)));
        Told("no samples are held out", Line.Fit(start, Batched, new() { HeldOut = Draw(0).Batches(4) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batched.Repeat(-1));
        Assert.Throws<ArgumentException>(() => RateRange.Test(rate => Line, 1, Draw(0).Batches(4)));
        foreach (
            var made in (Func<FitOptions<float>>[])
                [
                    () => new() { Epochs = -1 },
                    () => new() { Patience = 0 },
                    () => new() { Patience = -1 },
                    () => new() { MinDelta = -1 },
                    () => new() { MinDelta = double.NaN },
                    () => new() { MinChange = double.NaN },
                    () => new() { MinChange = -1 },
                    () => new() { Time = TimeSpan.FromSeconds(-2) },
                    () => new() { CheckpointEvery = -1 },
                ]
        )
        {
            Assert.Contains(
                "must be",
                Assert.Throws<ArgumentOutOfRangeException>(made).Message,
                StringComparison.Ordinal
            );
        }
    }

    private static Dataset<float> Draw(int count)
    {
        var values = new float[count];
        ((Key)2).Uniform<float>(values);
        return new(Tensor.Of(new(count, 1), values), Tensor.Of(new(count, 1), [.. values.Select(v => 3 * v)]));
    }

    private static History<float> Fit(TrainState<float> start, Batches<float> batches, FitOptions<float> options) =>
        Line.Fit(start, batches, options).OrThrow();

    private static void Told(string words, LanguageExt.Either<LanguageExt.Common.Error, History<float>> fit) =>
        Assert.Contains(words, fit.Match(_ => string.Empty, error => error.Message), StringComparison.Ordinal);

    private static void Same(TrainState<float> expected, TrainState<float> actual)
    {
        Assert.Equal(expected.Step, actual.Step);
        Assert.All(expected.Values, value => Assert.Equal(value.Value.Span, actual.Values[value.Key].Span));
    }
}
