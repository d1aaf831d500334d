using System.Numerics;

namespace FunctionalNet;

/// <summary>Samples and their targets, in an order; immutable.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed record Dataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[]? order;
    private readonly Key? shuffle;

    /// <summary>Initializes a new instance of the <see cref="Dataset{T}"/> class.</summary>
    /// <param name="inputs">[n, ...], one row for each sample.</param>
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

    /// <summary>Gets the inputs of its samples, [count, ...], before any shuffling; a part of another data set copies its rows.</summary>
    public Tensor<T> Inputs => order is null ? AllInputs : Unshuffled.Inputs;

    /// <summary>Gets the targets of its samples, [count, ...], before any shuffling; a part of another data set copies its rows.</summary>
    public Tensor<T> Targets => order is null ? AllTargets : Unshuffled.Targets;

    /// <summary>Gets the number of samples.</summary>
    public int Count => order?.Length ?? AllInputs.Shape[0].Size;

    /// <summary>Gets the shape of one input.</summary>
    public Shape InputShape => AllInputs.Shape[1..];

    /// <summary>Gets the inputs that this data set is a part of, which its batches pick from.</summary>
    internal Tensor<T> AllInputs { get; }

    /// <summary>Gets the targets that this data set is a part of.</summary>
    internal Tensor<T> AllTargets { get; }

    private Batch<T> Unshuffled => new(this, order, 0, Count);

    /// <summary>The samples in random order, another one in each epoch.</summary>
    public Dataset<T> Shuffle(Key key) => new(this, order, key);

    /// <summary>Some samples, by their places in this data set before any shuffling.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
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

    /// <summary>The samples cut into batches; the last one may be smaller, and no sample is left out.</summary>
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
    /// A part that is kept back and the rest, each in the order of this data set. Where targets are labels each class gives the same
    /// share, rounded so that the parts add up; classes too small for that give theirs together, so that a class of one is held out
    /// under its share of the keys.
    /// </summary>
    /// <param name="share">The share that is kept back, between 0 and 1; of at least one sample, and not of all.</param>
    /// <param name="key">Which samples are chosen.</param>
    /// <param name="stratify">
    /// Whether targets are labels; if absent they are where each is one whole number, and of at least twice as many samples as there are
    /// different ones.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than two samples, or labels are asked for and a target is none.</exception>
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
    /// <param name="change">From the inputs [n, ...] to others of as many rows.</param>
    /// <example><code>var flat = digits.WithInputs(images => images.Reshape(new(images.Shape[0], 64)));</code></example>
    public Dataset<T> WithInputs(Func<Tensor<T>, Tensor<T>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Dataset<T>(new Dataset<T>(change(Inputs), Targets), order: null, shuffle);
    }

    /// <summary>The same samples with other targets, such as columns of numbers, in the same order.</summary>
    /// <param name="change">From the targets [n, ...] to others of as many rows.</param>
    /// <example><code>var columns = digits.WithTargets(targets => targets.Reshape(new(targets.Shape[0], 1)));</code></example>
    public Dataset<T> WithTargets(Func<Tensor<T>, Tensor<T>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Dataset<T>(new Dataset<T>(Inputs, change(Targets)), order: null, shuffle);
    }

    /// <summary>
    /// The samples in k parts, each once held out while the others are learned from. Where targets are labels each class is dealt evenly
    /// to the parts.
    /// </summary>
    /// <param name="count">k, from 2 to the number of samples.</param>
    /// <param name="key">Which samples are in which part.</param>
    /// <param name="stratify">Whether targets are labels; if absent, as <see cref="HoldOut"/> tells them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer parts than 2, or more than samples.</exception>
    /// <exception cref="InvalidOperationException">Labels are asked for and a target is none.</exception>
    /// <example><code>var folds = digits.Folds(5, key: 1);</code></example>
    public IEnumerable<(Dataset<T> Training, Dataset<T> HeldOut)> Folds(int count, Key key, bool? stratify = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        var parts = Strata.Parts(Count, Strata.Classes(this, stratify), count, key);
        return Enumerable.Range(0, count).Select(part => Parted(place => parts[place] == part));
    }

    /// <summary>How many samples of which shape in which order.</summary>
    public override string ToString() =>
        $"{Count} samples {InputShape}{(shuffle is { } key ? $" shuffled by {key.High:x16}{key.Low:x16}" : string.Empty)}";

    /// <summary>The rows in the order of an epoch; null where it is the order in which they came.</summary>
    internal int[]? Order(int epoch)
    {
        if (shuffle is not { } key)
        {
            return order;
        }

        var permutation = key.Split((ulong)epoch).Permutation(Count);
        return order is null ? permutation : [.. permutation.Select(i => order[i])];
    }

    /// <summary>The only number of the target of a sample; its place is one before any shuffling.</summary>
    internal T Target(int place) => AllTargets.Span[order is null ? place : order[place]];

    private (Dataset<T> Training, Dataset<T> HeldOut) Parted(Func<int, bool> isHeld)
    {
        var parts = Enumerable.Range(0, Count).ToLookup(isHeld);
        return (Take([.. parts[false]]), Take([.. parts[true]]));
    }
}
