using System.Numerics;

namespace FunctionalNet;

/// <summary>Ordered samples and their targets; immutable.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed record Dataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[]? order;
    private readonly Key? shuffle;

    /// <summary>Initializes a new instance of the <see cref="Dataset{T}"/> class.</summary>
    /// <param name="inputs">[n, ...], one row per sample.</param>
    /// <param name="targets">[n, ...], or [n] for labels.</param>
    /// <exception cref="ArgumentException">The two have different numbers of rows.</exception>
    public Dataset(Tensor<T> inputs, Tensor<T> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Shape.Rank == 0 || targets.Shape.Rank == 0 || inputs.Shape[0] != targets.Shape[0])
        {
            throw new ArgumentException(
                $"Inputs {inputs.Shape} and targets {targets.Shape} must have one row for each sample on axis 0.",
                nameof(targets)
            );
        }

        (AllInputs, AllTargets) = (inputs, targets);
    }

    private Dataset(Dataset<T> source, int[]? order, Key? shuffle)
        : this(source.AllInputs, source.AllTargets) => (this.order, this.shuffle) = (order, shuffle);

    /// <summary>Gets the inputs of its samples, [count, ...], before any shuffling; a subset copies its rows.</summary>
    public Tensor<T> Inputs => order is null ? AllInputs : Unshuffled.Inputs;

    /// <summary>Gets the targets of its samples, [count, ...], before any shuffling; a subset copies its rows.</summary>
    public Tensor<T> Targets => order is null ? AllTargets : Unshuffled.Targets;

    /// <summary>Gets the number of samples.</summary>
    public int Count => order?.Length ?? AllInputs.Shape[0].Size;

    /// <summary>Gets the shape of one input.</summary>
    public Shape InputShape => AllInputs.Shape[1..];

    /// <summary>Gets the inputs of the whole data set, from which batches gather rows.</summary>
    internal Tensor<T> AllInputs { get; }

    /// <summary>Gets the targets of the whole data set.</summary>
    internal Tensor<T> AllTargets { get; }

    private Batch<T> Unshuffled => new(this, order, 0, Count);

    /// <summary>The samples in random order, a different one in each epoch.</summary>
    public Dataset<T> Shuffle(Key key) => new(this, order, key);

    /// <summary>A subset, by indices into this data set before any shuffling.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public Dataset<T> Take(params int[] places)
    {
        var rows = new int[places.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)places[i] >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(places), places[i], $"The data set has {Count} samples.");
            }

            rows[i] = order is null ? places[i] : order[places[i]];
        }

        return new Dataset<T>(this, rows, shuffle);
    }

    /// <summary>The samples split into batches; the last one may be smaller, and no sample is dropped.</summary>
    public Batches<T> Batches(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new Batches<T>(Epoch, Count, size, InputShape, $"{this}, batches of {size}") { Source = this };

        IEnumerable<Batch<T>> Epoch(int epoch)
        {
            var rows = Order(epoch);
            for (var start = 0; start < Count; start += size)
            {
                yield return new Batch<T>(this, rows, start, Math.Min(size, Count - start));
            }
        }
    }

    /// <summary>All samples as one batch, in the order of the first epoch.</summary>
    public Batch<T> All() => new(this, Order(0), 0, Count);

    /// <summary>
    /// Splits off a held-out part; both parts keep the order of this data set. If targets are labels, each class contributes the same
    /// share, rounded so that the parts add up; classes too small for that contribute together, so a class of one sample is held out for
    /// that share of all keys.
    /// </summary>
    /// <param name="share">The held-out share, between 0 and 1; at least one sample, and not all.</param>
    /// <param name="key">Determines which samples are chosen.</param>
    /// <param name="stratify">Whether targets are labels; if absent, they are if each is a single integer, and there are at least twice as
    /// many samples as distinct labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than two samples, or labels are required and a target is not
    /// one.</exception>
    /// <example><code>var (learned, heldOut) = digits.HoldOut(0.2, key: 1);</code></example>
    public (Dataset<T> Training, Dataset<T> HeldOut) HoldOut(double share, Key key, bool? stratify = null)
    {
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share),
                share,
                "A hold-out keeps back a share between 0 and 1."
            );
        }

        if (Count < 2)
        {
            throw new InvalidOperationException(
                $"Of {Count} samples none can be held out while others are learned from."
            );
        }

        var isHeld = new bool[Count];
        foreach (var place in Strata.HeldOut(Count, Strata.Classes(this, stratify), share, key))
        {
            isHeld[place] = true;
        }

        return Parted(place => isHeld[place]);
    }

    /// <summary>The same samples with other inputs, such as normalized ones, in the same order.</summary>
    /// <param name="change">Maps the inputs [n, ...] to others with as many rows.</param>
    /// <example><code>var flat = digits.WithInputs(images => images.Reshape(new(images.Shape[0], 64)));</code></example>
    public Dataset<T> WithInputs(Func<Tensor<T>, Tensor<T>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Dataset<T>(new Dataset<T>(change(Inputs), Targets), order: null, shuffle);
    }

    /// <summary>The same samples with other targets, such as columns of numbers, in the same order.</summary>
    /// <param name="change">Maps the targets [n, ...] to others with as many rows.</param>
    /// <example><code>var columns = digits.WithTargets(targets => targets.Reshape(new(targets.Shape[0], 1)));</code></example>
    public Dataset<T> WithTargets(Func<Tensor<T>, Tensor<T>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Dataset<T>(new Dataset<T>(Inputs, change(Targets)), order: null, shuffle);
    }

    /// <summary>
    /// k-fold split: each fold is held out once, with the others for training. If targets are labels, each class is distributed evenly over
    /// the folds.
    /// </summary>
    /// <param name="count">k, from 2 to the number of samples.</param>
    /// <param name="key">Determines which samples are in which fold.</param>
    /// <param name="stratify">Whether targets are labels; if absent, detected as by <see cref="HoldOut"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer folds than 2, or more than samples.</exception>
    /// <exception cref="InvalidOperationException">Labels are required and a target is not one.</exception>
    /// <example><code>var folds = digits.Folds(5, key: 1);</code></example>
    public IEnumerable<(Dataset<T> Training, Dataset<T> HeldOut)> Folds(int count, Key key, bool? stratify = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        var parts = Strata.Parts(Count, Strata.Classes(this, stratify), count, key);
        return Enumerable.Range(0, count).Select(part => Parted(place => parts[place] == part));
    }

    /// <summary>The number, shape and order of the samples.</summary>
    public override string ToString() =>
        $"{Count} samples {InputShape}{(shuffle is { } key ? $" shuffled by {key.High:x16}{key.Low:x16}" : string.Empty)}";

    /// <summary>The rows in the order of an epoch; null for the original order.</summary>
    internal int[]? Order(int epoch)
    {
        if (shuffle is not { } key)
        {
            return order;
        }

        var permutation = key.Split((ulong)epoch).Permutation(Count);
        return order is null ? permutation : [.. permutation.Select(i => order[i])];
    }

    /// <summary>The only number of a sample's target; the index is before any shuffling.</summary>
    internal T Target(int place) => AllTargets.Span[order is null ? place : order[place]];

    private (Dataset<T> Training, Dataset<T> HeldOut) Parted(Func<int, bool> isHeld)
    {
        var parts = Enumerable.Range(0, Count).ToLookup(isHeld);
        return (Take([.. parts[false]]), Take([.. parts[true]]));
    }
}
