using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>An epoch of a training, or the part of one with which it ended, in numbers.</summary>
/// <param name="Number">How many epochs are done or begun.</param>
/// <param name="Losses">The loss of each batch, before its step.</param>
/// <param name="HeldOut">The loss of the samples that are held out; NaN without any.</param>
/// <param name="Measures">What was measured besides, by name.</param>
/// <param name="LearningRate">The rate of the last step; NaN for an optimizer without one.</param>
/// <param name="Duration">How long it took to learn; measuring not included.</param>
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
    /// Gets the loss of all batches together, each before its step: by what counts in each, as <see cref="Training{T}.Evaluate(TrainState{T}, IEnumerable{Batch{T}})"/>
    /// counts; NaN if there are none.
    /// </summary>
    public double Loss { get; init; } = Losses.IsDefaultOrEmpty ? double.NaN : Losses.Average();

    /// <summary>
    /// Gets how many samples were learned from in <see cref="Duration"/>: those of the batches as they came, of which the last may have
    /// fewer, and without what was done before a resume.
    /// </summary>
    public long Samples { get; init; }

    /// <summary>Gets what decides which epoch is best, the lower the better: the loss held out, or the training's without any.</summary>
    public double Score => double.IsNaN(HeldOut) ? Loss : HeldOut;
}

/// <summary>Where a training stands after an epoch.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Epoch">The epoch in numbers.</param>
/// <param name="State">Parameters, slots, step and last loss.</param>
/// <param name="Best">The state after the epoch with the lowest score.</param>
/// <param name="Ended">Why it ends with this; null if it goes on.</param>
public sealed record FitProgress<T>(Epoch Epoch, TrainState<T> State, TrainState<T> Best, StopReason? Ended)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the steps of the epoch in turn, each with its loss.</summary>
    /// <example><code>
    /// IEnumerable&lt;StepLoss> all = training.FitEpochs(state, batches).SelectMany(learned => learned.Match(now => now.Steps, _ => []));
    /// </code></example>
    public IEnumerable<StepLoss> Steps =>
        Epoch.Losses.Select((loss, i) => new StepLoss(State.Step - Epoch.Losses.Length + i + 1, Epoch.Number, loss));
}

/// <summary>A step of a training in numbers: a line of a log.</summary>
/// <param name="Step">How many steps are done with it.</param>
/// <param name="Epoch">The number of its epoch, from 1.</param>
/// <param name="Loss">The loss of its batch, before it.</param>
public sealed record StepLoss(long Step, int Epoch, double Loss);

/// <summary>What a fit has done.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Epochs">Each epoch, without those before a resume.</param>
/// <param name="Last">The state after the last step.</param>
/// <param name="Best">The state after the epoch with the lowest score.</param>
/// <param name="Ended">Why it ended.</param>
public sealed record History<T>(ImmutableArray<Epoch> Epochs, TrainState<T> Last, TrainState<T> Best, StopReason Ended)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Why a training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Epochs,

    /// <summary>The score has not improved for some epochs.</summary>
    Patience,

    /// <summary>The parameters stand still.</summary>
    Converged,

    /// <summary>The time is up.</summary>
    Time,

    /// <summary>It was told to stop.</summary>
    Stopped,

    /// <summary>
    /// The loss, a parameter or a slot is not finite. <see cref="Fitting.FitEpochs"/> goes on to an error that says where it arose, and
    /// <see cref="Fitting.Fit"/> answers with it.
    /// </summary>
    Diverged,
}
