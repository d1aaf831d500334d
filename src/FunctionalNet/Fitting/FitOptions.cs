using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>How long a fit goes on and what it looks at; change it with <c>with</c>.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>var options = new FitOptions&lt;float&gt; { Epochs = 50, Patience = 5, HeldOut = heldOut.Batches(256) };</code></example>
public sealed record FitOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets how many times each sample is seen at most in this fit, from the state that it is given; 10 by default.</summary>
    public int Epochs
    {
        get;
        init => field = Ranges.Number(value, nameof(Epochs));
    } = 10;

    /// <summary>Gets the samples that are not learned from, on which the loss of each epoch is evaluated; none by default.</summary>
    public IEnumerable<Batch<T>>? HeldOut { get; init; }

    /// <summary>Gets what is measured after each epoch besides the losses, by name.</summary>
    public ImmutableSortedDictionary<string, Func<Model<T>, double>> Measures { get; init; } =
        ImmutableSortedDictionary<string, Func<Model<T>, double>>.Empty;

    /// <summary>Gets after how many epochs without a better score it ends; null, the default, for never.</summary>
    public int? Patience
    {
        get;
        init => field = value is { } epochs ? Ranges.Count(epochs, nameof(Patience)) : null;
    }

    /// <summary>Gets by how much a score must fall to be better; 0 by default.</summary>
    public double MinDelta
    {
        get;
        init => field = Ranges.NotNegative(value, nameof(MinDelta));
    }

    /// <summary>Gets ε, so that it ends when an epoch moves the parameters by less; 0, the default, for never. An epoch that was resumed does not count.</summary>
    public double MinChange
    {
        get;
        init => field = Ranges.NotNegative(value, nameof(MinChange));
    }

    /// <summary>Gets how long it may go on; without end by default.</summary>
    public TimeSpan Time
    {
        get;
        init =>
            field =
                value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(value),
                        value,
                        $"Time must be at least 0, or Timeout.InfiniteTimeSpan, but is {value}."
                    );
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Gets where checkpoints are written, and read from at the start; nowhere by default. Each fit has a folder of its own: one that is
    /// begun again goes on from the last checkpoint in it.
    /// </summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Gets after how many steps a checkpoint is written, besides the one after each epoch; 0, the default, for none.</summary>
    public int CheckpointEvery
    {
        get;
        init => field = Ranges.Number(value, nameof(CheckpointEvery));
    }

    /// <summary>Gets the token by which a fit is stopped, after the step that is running.</summary>
    public CancellationToken Stop { get; init; }
}
