using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>The metrics of an epoch, possibly one that ended early.</summary>
/// <param name="Number">The number of the epoch, from 1.</param>
/// <param name="Losses">The loss of each batch, before its step.</param>
/// <param name="HeldOut">The loss on the held-out samples; NaN without any.</param>
/// <param name="Measures">Further metrics by name.</param>
/// <param name="LearningRate">The rate of the last step; NaN for an optimizer without one.</param>
/// <param name="Duration">The time spent on training steps, without evaluation.</param>
public sealed record Epoch(
    int Number,
    ImmutableArray<double> Losses,
    double HeldOut,
    ImmutableSortedDictionary<string, double> Measures,
    double LearningRate,
    TimeSpan Duration
)
{
    /// <summary>
    /// Gets the loss over all batches, each before its step, weighted by counts as in
    /// <see cref="Training{T}.Evaluate(TrainState{T}, IEnumerable{Batch{T}})"/>; NaN if there are none.
    /// </summary>
    public double Loss { get; init; } = Losses.IsDefaultOrEmpty ? double.NaN : Losses.Average();

    /// <summary>
    /// Gets the contribution of each named part of the loss, including its weight, averaged like <see cref="Loss"/>; see
    /// <see cref="FunctionalNet.Loss.As"/>. Parts with the same name are added.
    /// </summary>
    public ImmutableSortedDictionary<string, double> Parts { get; init; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// Gets the number of samples processed in <see cref="Duration"/>: the actual sizes of the batches, of which the last may be smaller,
    /// excluding those before a resume.
    /// </summary>
    public long Samples { get; init; }

    /// <summary>Gets the score that selects the best epoch, lower is better: the held-out loss, or the training loss without one.</summary>
    public double Score => double.IsNaN(HeldOut) ? Loss : HeldOut;

    /// <summary>Number and metrics: <c>epoch 3: loss 0.31, held out 0.42, accuracy 0.91</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"epoch {Number}: loss {Loss:G4}")
        + (double.IsNaN(HeldOut) ? string.Empty : FormattableString.Invariant($", held out {HeldOut:G4}"))
        + string.Concat(
            Parts.Concat(Measures).Select(one => FormattableString.Invariant($", {one.Key} {one.Value:G4}"))
        );
}

/// <summary>The state of a fit after an epoch.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Epoch">The metrics of the epoch.</param>
/// <param name="State">Parameters, slots, step and last loss.</param>
/// <param name="Best">The state after the epoch with the lowest score.</param>
/// <param name="Ended">Why the fit ended after this epoch; null if it continues.</param>
public sealed record FitProgress<T>(Epoch Epoch, TrainState<T> State, TrainState<T> Best, StopReason? Ended)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the steps of the epoch in order, each with its loss.</summary>
    /// <example><code>
    /// IEnumerable&lt;StepLoss> all = training.FitEpochs(state, batches).SelectMany(learned => learned.Match(now => now.Steps, _ => []));
    /// </code></example>
    public IEnumerable<StepLoss> Steps =>
        Epoch.Losses.Select((loss, i) => new StepLoss(State.Step - Epoch.Losses.Length + i + 1, Epoch.Number, loss));

    /// <summary>The epoch, and why the fit ended with it.</summary>
    public override string ToString() => Ended is { } ended ? $"{Epoch}; ended by {ended}" : $"{Epoch}";
}

/// <summary>The metrics of a step: a line of a log.</summary>
/// <param name="Step">The number of steps done, including this one.</param>
/// <param name="Epoch">The number of its epoch, from 1.</param>
/// <param name="Loss">The loss of its batch, before the step.</param>
public sealed record StepLoss(long Step, int Epoch, double Loss);

/// <summary>The result of a fit.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Epochs">Each epoch, without those before a resume.</param>
/// <param name="Last">The state after the last step.</param>
/// <param name="Best">The state after the epoch with the lowest score.</param>
/// <param name="Ended">Why it ended.</param>
public sealed record History<T>(ImmutableArray<Epoch> Epochs, TrainState<T> Last, TrainState<T> Best, StopReason Ended)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of epochs, why they ended, and the last and the best: <c>20 epochs, ended by Patience; last ...; best ...</c>.</summary>
    public override string ToString() =>
        $"{Epochs.Length} epochs, ended by {Ended}"
        + (Epochs.IsEmpty ? string.Empty : $"; last {Epochs[^1]}; best {Epochs.MinBy(epoch => epoch.Score)}");
}

/// <summary>Why a fit ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Epochs,

    /// <summary>The score has not improved for several epochs.</summary>
    Patience,

    /// <summary>The parameters have stopped changing.</summary>
    Converged,

    /// <summary>The time limit was reached.</summary>
    Time,

    /// <summary>It was canceled.</summary>
    Stopped,

    /// <summary>
    /// The loss, a parameter or a slot is not finite, or the loss of held-out samples is NaN. <see cref="Fitting.FitEpochs"/> continues with an error that names the origin, and
    /// <see cref="Fitting.Fit"/> returns that error.
    /// </summary>
    Diverged,
}
