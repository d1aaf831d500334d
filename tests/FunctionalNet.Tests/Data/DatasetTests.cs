using Xunit;

namespace FunctionalNet.Tests.Data;

/// <summary>Data sets are immutable, an epoch contains every sample once, and inputs keep their targets.</summary>
public class DatasetTests
{
    // Row i is (i, 10 i). Labels are 0, 1 or 2 in the ratio 50 : 30 : 20.
    private static readonly Dataset<float> Hundred = new(
        new(new(100, 2), [.. Enumerable.Range(0, 100).SelectMany(i => new float[] { i, 10 * i })]),
        new(new(100), [.. Enumerable.Range(0, 100).Select(i => Label(i))])
    );

    [Fact]
    public void Batches_hold_every_sample_in_order_and_the_last_is_ragged()
    {
        var batches = Hundred.Batches(32);
        Assert.Equal(4, batches.Count);
        Assert.Equal([32, 32, 32, 4], batches.Select(batch => batch.Count));
        Assert.Equal(Enumerable.Range(0, 100), batches.SelectMany(Rows));
        Assert.Equal(new(4, 2), batches.Last().Inputs.Shape);
        Assert.Equal(new(4), batches.Last().Targets.Shape);
        Assert.Equal([100], Hundred.Batches(1000).Select(batch => batch.Count));
        Assert.Equal([50, 50], Hundred.Batches(50).Select(batch => batch.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hundred.Batches(0));
    }

    [Fact]
    public void Shuffling_is_a_permutation_by_its_key_another_in_each_epoch()
    {
        var shuffled = Hundred.Shuffle(1).Batches(7);
        int[][] epochs = [.. shuffled.Repeat(3).SelectMany(Rows).Chunk(100)];
        Assert.Equal(3, epochs.Length);
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Order()));
        Assert.Equal(3, epochs.Select(epoch => string.Join(' ', epoch)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(epochs[0], shuffled.SelectMany(Rows));
        Assert.Equal(epochs[2], shuffled.Epoch(2).SelectMany(Rows));
        Assert.Equal(epochs[1], Hundred.Shuffle(1).Batches(100).Epoch(1).SelectMany(Rows));
        Assert.NotEqual(epochs[0], Hundred.Shuffle(2).All().Inputs.Span.ToArray().Chunk(2).Select(row => (int)row[0]));
        Assert.Equal(Enumerable.Range(0, 100), Hundred.Batches(9).SelectMany(Rows));
    }

    [Fact]
    public void Batches_are_normalized_as_the_samples_are()
    {
        var normalization = Normalization.Of([50, 400], [25, 100]);
        var batches = normalization.Apply(Hundred.Shuffle(1).Batches(32));
        var expected = normalization.Apply(Hundred).Shuffle(1).Batches(32);
        Assert.Equal((100, 32, 4), (batches.Samples, batches.Size, batches.Count));
        Assert.All(
            batches.Repeat(2).Zip(expected.Repeat(2)),
            pair =>
            {
                Assert.Equal(pair.Item2.Inputs.Span.ToArray(), pair.Item1.Inputs.Span.ToArray());
                Assert.Equal(pair.Item2.Targets.Span.ToArray(), pair.Item1.Targets.Span.ToArray());
            }
        );
    }

    [Fact]
    public void Without_shuffling_epochs_are_alike() =>
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 100), Hundred.Batches(30).Repeat(2).SelectMany(Rows));

    [Fact]
    public void Inputs_and_targets_of_a_part_are_those_of_its_samples_only()
    {
        var held = Hundred.HoldOut(0.2, key: 5).HeldOut;
        Assert.Equal(new(20, 2), held.Inputs.Shape);
        Assert.Equal(new(20), held.Targets.Shape);
        Assert.Equal(held.All().Inputs.Span.ToArray(), held.Inputs.Span.ToArray());
        Assert.Equal(held.Inputs.Span.ToArray(), held.Shuffle(1).Inputs.Span.ToArray());
        var inner = Hundred.Take([5, 90, 7]).Take([2, 0]);
        Assert.Equal([7f, 70, 5, 50], inner.Inputs.Span.ToArray());
        Assert.Equal([Label(7), Label(5)], inner.Targets.Span.ToArray());
        Assert.Same(Hundred.Inputs, Hundred.Shuffle(3).Inputs);
    }

    [Fact]
    public void Targets_are_changed_row_by_row_in_the_same_order()
    {
        var part = Hundred.Take([5, 90, 7]);
        var columns = part.Shuffle(1).WithTargets(targets => targets.Reshape(new(3, 1)));
        Assert.Equal(new(3, 1), columns.Targets.Shape);
        Assert.Equal(part.Targets.Span.ToArray(), columns.Targets.Span.ToArray());
        Assert.Equal(part.Inputs.Span.ToArray(), columns.Inputs.Span.ToArray());
        Assert.Equal($"{part.Shuffle(1)}", $"{columns}");
        Assert.Throws<ArgumentException>(() => part.WithTargets(_ => Tensor.Zeros<float>(new(4))));
    }

    [Fact]
    public void Batches_are_not_recycled()
    {
        var kept = Hundred.Shuffle(1).Batches(10).Repeat(2).ToList();
        var tensors = kept.ConvertAll(batch => batch.Inputs);
        Assert.Equal(200, kept.SelectMany(Rows).Count());
        Assert.Equal(
            tensors.SelectMany(tensor => tensor.Span.ToArray()),
            kept.SelectMany(batch => batch.Inputs.Span.ToArray())
        );
    }

    [Fact]
    public void Wrong_data_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Batch.Of(Tensor.Zeros<float>(new(2, 3)), Tensor.Zeros<float>(new(3))));
        Assert.Throws<ArgumentException>(() => new Dataset<float>(Tensor.Scalar(1f), Tensor.Scalar(1f)));
        Assert.ThrowsAny<ArgumentException>(() => Hundred.Take([100]));
    }

    // The row numbers in a batch; asserts that each row still has its own second column and label.
    private static IEnumerable<int> Rows(Batch<float> batch)
    {
        var (inputs, targets) = (batch.Inputs.Span.ToArray(), batch.Targets.Span.ToArray());
        Assert.All(inputs.Chunk(2), row => Assert.Equal(10 * row[0], row[1]));
        Assert.Equal(inputs.Chunk(2).Select(row => Label((int)row[0])), targets);
        return inputs.Chunk(2).Select(row => (int)row[0]);
    }

    private static float Label(int row) =>
        (row % 10) switch
        {
            < 5 => 0,
            < 8 => 1,
            _ => 2,
        };
}
