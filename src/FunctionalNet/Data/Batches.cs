using System.Collections;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Batches, epoch by epoch: lazy, so nothing is read before it is requested, and pure, so an epoch is the same whenever it is requested.
/// Stages transform batches into batches.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// Batches&lt;float&gt; mixed = digits.Shuffle(1).Batches(32).Map((batch, key) => batch.OneHot(10).Mixup(key), key: 2).Prefetch();
/// </code></example>
public sealed class Batches<T> : IEnumerable<Batch<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<int, IEnumerable<Batch<T>>> epochs;
    private readonly string description;

    /// <summary>Initializes a new instance of the <see cref="Batches{T}"/> class from a function that reads an epoch.</summary>
    /// <param name="epochs">The batches of each epoch from 0, the same each time they are requested.</param>
    /// <param name="samples">The number of samples of an epoch.</param>
    /// <param name="size">The number of samples of each batch but the last.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="description">Identifies the batches; a checkpoint stores it and a resumed run must match it.</param>
    public Batches(Func<int, IEnumerable<Batch<T>>> epochs, int samples, int size, Shape inputShape, string description)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (this.epochs, Samples, Size, InputShape, this.description) = (epochs, samples, size, inputShape, description);
    }

    /// <summary>Gets the number of samples of an epoch.</summary>
    public int Samples { get; }

    /// <summary>Gets the number of samples of a batch; the last one may have fewer.</summary>
    public int Size { get; }

    /// <summary>Gets the shape of one input.</summary>
    public Shape InputShape { get; }

    /// <summary>
    /// Gets the data set of the samples, if they are unchanged; null after a stage, and for batches that are read lazily.
    /// </summary>
    internal Dataset<T>? Source { get; init; }

    /// <summary>Gets the number of batches of an epoch.</summary>
    public int Count => (int)(((long)Samples + Size - 1) / Size);

    /// <summary>The batches of one epoch, in an order of its own for shuffled data.</summary>
    public IEnumerable<Batch<T>> Epoch(int epoch) => epochs(epoch);

    /// <summary>The batches of the first epochs, concatenated.</summary>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="after">The number of batches to skip at the start, such as <see cref="TrainState{T}.Step"/> of a resumed
    /// training.</param>
    /// <exception cref="InvalidOperationException">There are no samples.</exception>
    public IEnumerable<Batch<T>> Repeat(int epochs, long after = 0) => Epochs(epochs, after).SelectMany(epoch => epoch);

    /// <summary>The first epochs, each a separate sequence, for <c>Scan</c>.</summary>
    /// <inheritdoc cref="Repeat"/>
    public IEnumerable<IEnumerable<Batch<T>>> Epochs(int epochs, long after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return Count == 0
            ? throw new InvalidOperationException(
                $"There are no samples to learn from: {this}. Repair: look at what was read, and at the share that is held out."
            )
            : Enumerable
                .Range(0, epochs)
                .Skip((int)Math.Min(after / Count, epochs))
                .Select(epoch => Epoch(epoch).Skip((int)Math.Max(0, after - ((long)epoch * Count))));
    }

    /// <summary>
    /// Maps each batch to another with as many samples, by a function that receives a separate key for each batch of each epoch.
    /// </summary>
    /// <param name="change">Maps a batch and its key to another batch.</param>
    /// <param name="key">Determines all randomness.</param>
    /// <param name="name">The name that a checkpoint stores; a resumed run must match it.</param>
    public Batches<T> Map(Func<Batch<T>, Key, Batch<T>> change, Key key = default, string name = "mapped") =>
        Stage(
            (batches, epoch) => batches.Select((batch, i) => change(batch, key.Split((ulong)epoch).Split((ulong)i))),
            $"{name} by {key.High:x16}{key.Low:x16}"
        );

    /// <summary>Maps each epoch to another with as many samples.</summary>
    /// <param name="stage">Maps the batches of an epoch and its number to other batches.</param>
    /// <param name="name">The name that a checkpoint stores; null if the stage does not change the batches.</param>
    public Batches<T> Stage(Func<IEnumerable<Batch<T>>, int, IEnumerable<Batch<T>>> stage, string name = "") =>
        new(
            epoch => stage(epochs(epoch), epoch),
            Samples,
            Size,
            InputShape,
            name.Length == 0 ? description : $"{description}, {name}"
        );

    /// <inheritdoc/>
    public IEnumerator<Batch<T>> GetEnumerator() => Epoch(0).GetEnumerator();

    /// <summary>
    /// The identity of the batches: samples, size, shuffle and stages. A checkpoint stores it beside the number of steps.
    /// </summary>
    public override string ToString() => description;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
