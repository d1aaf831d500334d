using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>An epoch counts the samples it trained on, and a fit validates all labels before the first step.</summary>
public class EpochSamplesTests
{
    [Theory]
    [InlineData(70, 32)]
    [InlineData(64, 32)]
    [InlineData(5, 32)]
    [InlineData(7, 1)]
    public void Samples_are_those_that_came(int samples, int size)
    {
        var data = new Dataset<float>(new(new(samples, 3)), new(new(samples, 2)));
        var training = FunctionalNet.Training.Of(Dense(2), MeanSquaredError(), Sgd(0.1));
        var start = training.Init(1, new(3));
        var history = training.Fit(start, data.Shuffle(1).Batches(size), new() { Epochs = 3 }).OrThrow();
        Assert.Equal([samples, samples, samples], history.Epochs.Select(epoch => (int)epoch.Samples));
    }

    [Fact]
    public void What_was_done_before_a_resume_is_not_counted_again()
    {
        using var folder = new TemporaryFolder();
        var data = new Dataset<float>(new(new(70, 3)), new(new(70, 2)));
        var training = FunctionalNet.Training.Of(Dense(2), MeanSquaredError(), Sgd(0.1));
        var start = training.Init(1, new(3));
        using var stop = new CancellationTokenSource();
        var options = new FitOptions<float>
        {
            Epochs = 1,
            Checkpoints = new(folder["run"]),
            CheckpointEvery = 1,
            Stop = stop.Token,
        };
        var steps = 0;
        var batches = data.Batches(32)
            .Map(
                (batch, _) =>
                {
                    if (++steps == 2)
                    {
                        stop.Cancel();
                    }

                    return batch;
                }
            );
        var first = training.Fit(start, batches, options).OrThrow();
        var rest = training.Fit(start, batches, options with { Stop = default }).OrThrow();
        Assert.InRange(first.Epochs[0].Samples, 32, 64);
        Assert.Equal(70, first.Epochs[0].Samples + rest.Epochs[0].Samples);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-2)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void A_label_outside_of_the_classes_is_told_before_the_first_step(float label)
    {
        var labels = Enumerable.Range(0, 70).Select(i => i == 66 ? label : i % 3).ToArray();
        var data = new Dataset<float>(new(new(70, 2)), Tensor.Vector(labels));
        var training = FunctionalNet.Training.Of(Dense(3), SoftmaxCrossEntropy(), Sgd(0.1));
        var start = training.Init(1, new(2));
        foreach (var batches in new[] { data.Batches(32), data.Shuffle(1).Batches(32), data.Batches(100) })
        {
            Assert.Contains("66", Told(batches, null), StringComparison.Ordinal);
        }

        var right = new Dataset<float>(new(new(6, 2)), new(new(6)));
        Assert.Contains("66", Told(right.Batches(4), data.Batches(32)), StringComparison.Ordinal);
        Assert.Contains("Epochs", Told(right.Batches(4), right.Batches(4)), StringComparison.Ordinal);

        // Labels that a stage replaces are not validated up front; each batch of the stage is validated when it arrives.
        Assert.Contains(
            "Epochs",
            Told(data.Batches(32).Map((batch, _) => Batch.Of<float>(batch.Inputs, new(new(batch.Count)))), null),
            StringComparison.Ordinal
        );

        string Told(Batches<float> batches, Batches<float>? heldOut) =>
            training
                .Fit(start, batches, new() { Epochs = 1, HeldOut = heldOut })
                .Match(history => $"{history.Ended}", error => error.Message);
    }

    [Fact]
    public void A_token_that_names_nothing_is_told_before_the_first_step()
    {
        var tokens = Enumerable.Range(0, 70).Select(i => i == 41 ? 9f : i % 5).ToArray();
        var data = new Dataset<float>(Tensor.Of(new(35, 2), tokens), new(new(35, 2, 1)));
        var training = FunctionalNet.Training.Of(Embedding(5, 3) >> Dense(1), MeanSquaredError(), Sgd(0.1));
        var error = training
            .Fit(training.Init(1, new(2)), data.Batches(8), new() { Epochs = 1 })
            .Match(_ => string.Empty, error => error.Message);
        Assert.Contains("row 20", error, StringComparison.Ordinal);
        Assert.Contains("9", error, StringComparison.Ordinal);
    }
}
