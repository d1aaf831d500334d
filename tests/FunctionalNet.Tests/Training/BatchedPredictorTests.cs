using System.Collections.Concurrent;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Training;

/// <summary>Single predictions are gathered into batches.</summary>
public class BatchedPredictorTests
{
    private static readonly Model<float> Model = FunctionalNet
        .Training.Of(Dense(7) >> Tanh() >> Dense(3), SoftmaxCrossEntropy(), Sgd(0.1))
        .Init(1, new(5))
        .Model;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_caller_gets_what_the_model_says_of_its_sample()
    {
        await using var front = Model.Batched(maxBatchSize: 8);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            Stop,
            async (i, stop) =>
            {
                var sample = Sample(i);
                var answer = await front.Predict(sample, stop).ConfigureAwait(false);
                var expected = Model.Predict(new(new(1, 5), sample.Span));
                Assert.Equal(new Shape(3), answer.Shape);
                for (var k = 0; k < 3; k++)
                {
                    Assert.Equal(expected[0, k], answer[k], 1e-5);
                }
            }
        );
    }

    [Fact]
    public async Task What_comes_together_goes_together()
    {
        var sizes = new ConcurrentQueue<int>();
        using var first = new ManualResetEventSlim();
        await using var front = Front(
            batch =>
            {
                sizes.Enqueue(batch.Shape[0].Size);
                first.Wait(Stop);
                return batch;
            },
            max: 4
        );

        // The first request runs alone; while it runs, nine others queue up.
        var answers = new List<Task<Tensor<float>>> { front.Predict(Sample(0), Stop) };
        SpinWait.SpinUntil(() => !sizes.IsEmpty, TimeSpan.FromSeconds(30));
        answers.AddRange(Enumerable.Range(1, 9).Select(i => front.Predict(Sample(i), Stop)));
        first.Set();
        var all = await Task.WhenAll(answers);
        Assert.Equal([1, 4, 4, 1], sizes);
        Assert.All(all, (answer, i) => Assert.True(answer.Span.SequenceEqual(Sample(i).Span)));
    }

    [Fact]
    public async Task A_batch_that_is_not_full_goes_at_its_deadline()
    {
        var sizes = new ConcurrentQueue<int>();
        await using var front = Front(
            batch =>
            {
                sizes.Enqueue(batch.Shape[0].Size);
                return batch;
            },
            max: 1000,
            wait: TimeSpan.FromSeconds(0.3)
        );
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => front.Predict(Sample(i), Stop)));
        Assert.Equal(5, sizes.Sum());
        Assert.InRange(sizes.Count, 1, 2);
    }

    [Fact]
    public async Task A_caller_who_gives_up_disturbs_nobody()
    {
        await using var front = Front(batch => batch, max: 1000, wait: TimeSpan.FromSeconds(0.5));
        using var impatient = new CancellationTokenSource();
        var (stays, leaves) = (front.Predict(Sample(1), Stop), front.Predict(Sample(2), impatient.Token));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.True((await stays).Span.SequenceEqual(Sample(1).Span));
    }

    [Fact]
    public async Task A_failure_is_told_to_its_batch_and_to_no_other()
    {
        var isBroken = true;
        await using var front = Front(batch => isBroken ? throw new InvalidDataException("broken") : batch, max: 4);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => front.Predict(Sample(1), Stop));
        Assert.Equal("broken", error.Message);
        isBroken = false;
        Assert.True((await front.Predict(Sample(1), Stop)).Span.SequenceEqual(Sample(1).Span));
    }

    [Fact]
    public async Task A_wrong_shape_is_refused_before_it_joins_a_batch()
    {
        await using var front = Model.Batched();
        Assert.Throws<ShapeException>(() => front.Predict(Tensor.Zeros<float>(new(1, 5)), Stop).IsCompleted);
    }

    [Fact]
    public async Task To_dispose_answers_those_who_wait_and_refuses_others()
    {
        var front = Front(batch => batch, max: 1000, wait: TimeSpan.FromHours(1));
        var waiting = Enumerable.Range(0, 5).Select(i => front.Predict(Sample(i), Stop)).ToArray();
        await front.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), (answer, i) => Assert.True(answer.Span.SequenceEqual(Sample(i).Span)));
        Assert.Throws<ObjectDisposedException>(() => front.Predict(Sample(1), Stop).IsCompleted);
        await front.DisposeAsync();
    }

    [Fact]
    public void A_wait_or_a_batch_that_cannot_be_is_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Batched(maxDelay: TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Batched(maxDelay: Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Batched(maxBatchSize: 0));
    }

    [Fact]
    public async Task A_batch_may_be_as_large_as_it_comes()
    {
        await using var front = Front(batch => batch, max: int.MaxValue);
        var answer = await front.Predict(Sample(1), Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.True(answer.Span.SequenceEqual(Sample(1).Span));
    }

    private static BatchedPredictor<float> Front(
        Func<Tensor<float>, Tensor<float>> predict,
        int max,
        TimeSpan wait = default
    ) => new(predict, new(5), max, wait);

    private static Tensor<float> Sample(int i)
    {
        var values = new float[5];
        ((Key)i).Normal<float>(values);
        return Tensor.Of<float>(new(5), values);
    }
}
