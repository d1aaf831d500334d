using System.Runtime.CompilerServices;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Data.Stages;

/// <summary>Stages are pure: an epoch is the same whenever it is requested, and no sample is lost.</summary>
public class StageTests
{
    private static readonly Dataset<float> Hundred = new(
        new(new(100, 2), [.. Enumerable.Range(0, 100).SelectMany(i => new float[] { i, 10 * i })]),
        Tensor.Vector<float>([.. Enumerable.Range(0, 100).Select(i => (float)i)])
    );

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(1000)]
    [InlineData(1_000_000_000)]
    public void A_window_draws_each_sample_once_in_an_order_of_its_key_and_epoch(int window)
    {
        var batches = Hundred.Batches(32).ShuffleBuffer(window, key: 1);
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(epoch => Rows(batches.Epoch(epoch)))];
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Order()));
        Assert.Equal(epochs[1], Rows(batches.Epoch(1)));
        Assert.Equal(window > 1, !epochs[0].SequenceEqual(epochs[1]));
        Assert.Equal(window > 1, !epochs[0].SequenceEqual(Rows(Hundred.Batches(32).ShuffleBuffer(window, key: 2))));
        Assert.Equal([32, 32, 32, 4], batches.Select(batch => batch.Count));

        // A shuffle window cannot yield a sample before it has read that far.
        Assert.All(epochs[0].Index(), sample => Assert.True(sample.Item <= sample.Index + window));
    }

    [Fact]
    public void Prefetching_changes_nothing_and_waits_for_the_slow()
    {
        var batches = Hundred.Shuffle(3).Batches(7);
        Assert.Equal(batches.Repeat(2).SelectMany(Samples), batches.Prefetch(1).Repeat(2).SelectMany(Samples));
        Assert.Equal($"{batches}", $"{batches.Prefetch()}");
        Assert.Equal(Enumerable.Range(0, 50), Enumerable.Range(0, 50).Select(Slow).Prefetch(3));
        Assert.Equal([0, 1], Enumerable.Range(0, int.MaxValue).Prefetch(3).Take(2));

        static int Slow(int i)
        {
            Thread.Sleep(i % 7 == 0 ? 2 : 0);
            return i;
        }
    }

    [Fact]
    public void What_is_thrown_ahead_is_thrown_at_its_place()
    {
        var seen = new List<int>();
        var items = Enumerable.Range(0, 5).Select(i => i < 3 ? i : throw new InvalidDataException("here")).Prefetch();
        var error = Assert.Throws<InvalidDataException>(() => items.ToList().ForEach(seen.Add));
        Assert.Empty(seen);
        error = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var item in items)
            {
                seen.Add(item);
            }
        });
        Assert.Equal("here", error.Message);
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task What_is_thrown_when_nobody_takes_more_holds_nobody_up()
    {
        // The failing item lies beyond the prefetched one and is never taken; disposing must not wait for it.
        var items = Enumerable.Range(0, 5).Select(i => i < 3 ? i : throw new InvalidDataException("here")).Prefetch(1);
        using var taken = items.GetEnumerator();
        Assert.True(taken.MoveNext());
        Thread.Sleep(20);
        var stop = TestContext.Current.CancellationToken;
        await Task.Run(taken.Dispose, stop).WaitAsync(TimeSpan.FromSeconds(5), stop);
    }

    [Fact]
    public void What_comes_asynchronously_is_waited_for_in_order()
    {
        var ended = false;
        var test = TestContext.Current.CancellationToken;
        Assert.Equal(Enumerable.Range(0, 30), From(30, test).Prefetch(3));
        Assert.Equal([0, 1], From(int.MaxValue, test).Prefetch().Take(2));
        Assert.True(ended);
        ended = false;

        // The producer blocks forever; ending the enumeration must cancel it.
        Assert.Equal([0], Silent(test).Prefetch().Take(1));
        Assert.True(ended);
        var batches = new Batches<float>(_ => Some().Prefetch(), 100, 7, Hundred.InputShape, "from afar");
        Assert.Equal(Hundred.Batches(7).SelectMany(Samples), batches.SelectMany(Samples));

        async IAsyncEnumerable<int> From(int count, [EnumeratorCancellation] CancellationToken stop)
        {
            try
            {
                for (var i = 0; i < count; i++)
                {
                    await Task.Delay(i % 5 == 0 ? 1 : 0, stop).ConfigureAwait(false);
                    yield return i;
                }
            }
            finally
            {
                ended = true;
            }
        }

        async IAsyncEnumerable<int> Silent([EnumeratorCancellation] CancellationToken stop)
        {
            try
            {
                yield return 0;
                await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
            }
            finally
            {
                ended = true;
            }
        }

        static async IAsyncEnumerable<Batch<float>> Some()
        {
            foreach (var batch in Hundred.Batches(7))
            {
                await Task.Yield();
                yield return batch;
            }
        }
    }

    [Fact]
    public void A_map_draws_from_a_key_for_each_batch_of_each_epoch()
    {
        var keys = new List<Key>();
        var mapped = Hundred
            .Batches(50)
            .Map(
                (batch, key) =>
                {
                    keys.Add(key);
                    return batch;
                },
                key: 4,
                "noted"
            );
        Assert.Equal(200, mapped.Repeat(2).Sum(batch => batch.Count));
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(200, mapped.Repeat(2).Sum(batch => batch.Count));
        Assert.Equal(keys[..4], keys[4..]);
        Assert.Equal("100 samples [2], batches of 50, noted by 00000000000000000000000000000004", $"{mapped}");
    }

    [Fact]
    public void A_training_resumes_in_the_middle_of_staged_batches()
    {
        var batches = Hundred
            .Shuffle(1)
            .Batches(16)
            .ShuffleBuffer(40, key: 2)
            .Map((batch, key) => batch.OneHot(100).Mixup(key), key: 3)
            .Prefetch();
        var training = FunctionalNet.Training.Of(
            Dense(4) >> Dropout(0.1) >> Dense(100),
            DistributionCrossEntropy(),
            Adam(0.01)
        );
        var start = training.Init(1, batches.InputShape);
        var whole = training.Fold(start, batches.Repeat(3));
        var half = training.Fold(start, batches.Repeat(3).Take(10));
        var resumed = training.Fold(half, batches.Repeat(3, after: half.Step));
        Assert.All(
            whole.Values,
            value => Assert.Equal(value.Value.Span.ToArray(), resumed.Values[value.Key].Span.ToArray())
        );
    }

    [Fact]
    public void A_normalization_is_fitted_to_the_part_to_learn_from()
    {
        var (learn, heldOut) = Hundred.HoldOut(0.5, key: 5);
        var normalization = Normalization.Fit(learn.Inputs);
        var values = learn.Targets.Span.ToArray();
        var (mean, deviation) = (
            values.Average(),
            Math.Sqrt(values.Average(x => (double)x * x) - Math.Pow(values.Average(), 2))
        );
        Assert.Equal(mean, normalization.Mean[0], 1e-4);
        Assert.Equal(10 * deviation, normalization.Scale[1], 1e-3);
        Assert.Equal(
            heldOut.Targets.Span.ToArray().Select(x => (float)((x - mean) / deviation)),
            normalization.Apply(heldOut).Inputs.Span.ToArray().Chunk(2).Select(row => row[0]),
            (x, y) => Math.Abs(x - y) < 1e-4
        );
        Assert.Equal(heldOut.Targets.Span.ToArray(), normalization.Apply(heldOut).Targets.Span.ToArray());
        Assert.Equal(
            Rows(learn.Shuffle(6).Batches(9)),
            learn
                .WithInputs(x => x)
                .Shuffle(6)
                .Batches(9)
                .SelectMany(batch => batch.Targets.Span.ToArray())
                .Select(x => (int)x)
        );
    }

    [Fact]
    public void Missing_values_do_not_count_and_become_the_mean()
    {
        var samples = Tensor.Of<float>(new(3, 3), 1, float.NaN, 5, 3, float.NaN, 5, float.NaN, float.NaN, 5);
        var normalization = Normalization.Fit(samples);
        Assert.Equal([2, 0, 5], normalization.Mean);
        Assert.Equal([1, 1, 1], normalization.Scale);
        Assert.Equal([-1, 0, 0, 1, 0, 0, 0, 0, 0], normalization.Apply(samples).Span.ToArray());
        var all = Normalization.Fit(samples, perElement: false);
        Assert.Equal(3.8, Assert.Single(all.Mean), 1e-9);
    }

    private static int[] Rows(IEnumerable<Batch<float>> batches) => [.. batches.SelectMany(Samples)];

    private static IEnumerable<int> Samples(Batch<float> batch)
    {
        Assert.Equal(batch.Inputs.Span.ToArray().Chunk(2).Select(row => row[0]), batch.Targets.Span.ToArray());
        return batch.Targets.Span.ToArray().Select(x => (int)x);
    }
}
