using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>The options of a fit: when it ends and what it evaluates; change them with <c>with</c>.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>var options = new FitOptions&lt;float&gt; { Epochs = 50, Patience = 5, HeldOut = heldOut.Batches(256) };</code></example>
public sealed record FitOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the maximum number of epochs of this fit, counted from the given state; 10 by default.</summary>
    public int Epochs
    {
        get;
        init => field = Ranges.Number(value, nameof(Epochs));
    } = 10;

    /// <summary>Gets the held-out samples, on which the loss is evaluated after each epoch; none by default.</summary>
    public IEnumerable<Batch<T>>? HeldOut { get; init; }

    /// <summary>Gets the metrics that are evaluated after each epoch besides the losses, by name.</summary>
    public ImmutableSortedDictionary<string, Func<Model<T>, double>> Measures { get; init; } =
        ImmutableSortedDictionary<string, Func<Model<T>, double>>.Empty;

    /// <summary>
    /// Gets the patience of early stopping: the number of epochs without a better score after which the fit ends; null, the default, for no
    /// limit.
    /// </summary>
    public int? Patience
    {
        get;
        init => field = value is { } epochs ? Ranges.Count(epochs, nameof(Patience)) : null;
    }

    /// <summary>Gets the minimum decrease of the score that counts as an improvement; 0 by default.</summary>
    public double MinDelta
    {
        get;
        init => field = Ranges.NotNegative(value, nameof(MinDelta));
    }

    /// <summary>
    /// Gets ε: the fit ends when an epoch changes the parameters by less; 0, the default, disables this. A resumed epoch does not count.
    /// </summary>
    public double MinChange
    {
        get;
        init => field = Ranges.NotNegative(value, nameof(MinChange));
    }

    /// <summary>Gets the time limit; none by default.</summary>
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
    /// Gets the folder of the checkpoints, which are written there, and read from there at the start; none by default. Each fit needs its
    /// own folder: a fit that is restarted resumes from the last checkpoint in it.
    /// </summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Gets the number of steps between checkpoints, besides the one after each epoch; 0, the default, for none.</summary>
    public int CheckpointEvery
    {
        get;
        init => field = Ranges.Number(value, nameof(CheckpointEvery));
    }

    /// <summary>Gets the token that stops the fit after the current step.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>What is set: <c>at most 50 epochs, held-out samples, patience 5</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"at most {Epochs} epochs")
        + (HeldOut is null ? string.Empty : ", held-out samples")
        + string.Concat(Measures.Keys.Select(name => $", {name}"))
        + (Patience is { } patience ? FormattableString.Invariant($", patience {patience}") : string.Empty)
        + (Time == Timeout.InfiniteTimeSpan ? string.Empty : $", within {Time}")
        + (Checkpoints is null ? string.Empty : $", checkpoints in {Checkpoints}");
}
