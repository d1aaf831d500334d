using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Trainings with what is usual: epochs, held-out samples, early stopping, checkpoints, a limit of time.</summary>
public static class Fitting
{
    /// <summary>
    /// Learns and answers with what happened, as data. The same as <see cref="FitEpochs"/> to its end.
    /// </summary>
    /// <remarks>
    /// It learns <see cref="FitOptions{T}.Epochs"/> epochs from the state that it is given, whatever that has seen before: the last state of a
    /// fit goes on with the same or with other data. Two fits of five epochs of the same batches are, bit for bit, one of ten, up to what
    /// looks back on scores. Schedules and moments go on too; with <see cref="Training{T}.Init"/> and a match all begins anew.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="start">The state before; with checkpoints of this fit, the state that it began with.</param>
    /// <param name="batches">The batches of an epoch.</param>
    /// <param name="options">How long it goes on and what it looks at; 10 epochs if null.</param>
    /// <returns>The history; or the operator at which loss, parameters or slots ceased to be finite, the label that names no class, that there are no samples, or the checkpoint that could not be read or written.</returns>
    /// <example><code>
    /// var history = training.Fit(state, digits.Shuffle(1).Batches(32), new() { HeldOut = heldOut.Batches(256), Patience = 5 }).OrThrow();
    /// Model&lt;float&gt; best = history.Best.Model;
    /// </code></example>
    public static Either<Error, History<T>> Fit<T>(
        this Training<T> training,
        TrainState<T> start,
        Batches<T> batches,
        FitOptions<T>? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        training
            .FitEpochs(start, batches, options)
            .Aggregate(
                Prelude.Right<Error, History<T>>(new([], start, start, StopReason.Epochs)),
                (history, next) =>
                    from before in history
                    from learned in next
                    select new History<T>(
                        before.Epochs.Add(learned.Epoch),
                        learned.State,
                        learned.Best,
                        learned.Ended ?? StopReason.Epochs
                    )
            );

    /// <summary>Learns epoch by epoch, lazily: look at each as it comes, and stop by not asking for more.</summary>
    /// <remarks>
    /// With checkpoints it goes on from the last one that is whole, and comes to the same bits as a run that was never interrupted, also
    /// in what is best and when it stops early. Epochs count from where the fit began, which its checkpoints note.
    /// </remarks>
    /// <returns>
    /// Each epoch, one at least; in the end, if so, what went wrong. Where it ceased to be finite, the part of the epoch up to there comes
    /// before the error, with <see cref="StopReason.Diverged"/>.
    /// </returns>
    /// <example><code>
    /// foreach (var learned in training.FitEpochs(state, batches))
    /// {
    ///     Console.WriteLine(learned.Match(now => $"{now.Epoch.Number}: {now.Epoch.Loss:F4}", error => error.Message));
    /// }
    /// </code></example>
    /// <inheritdoc cref="Fit"/>
    public static IEnumerable<Either<Error, FitProgress<T>>> FitEpochs<T>(
        this Training<T> training,
        TrainState<T> start,
        Batches<T> batches,
        FitOptions<T>? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(batches);
        return Items();

        IEnumerable<Either<Error, FitProgress<T>>> Items()
        {
            var run = new FitRun<T>(training, batches, options ?? new());
            for (var next = run.Begin(start).Bind(run.After); ; next = next.Bind(run.After))
            {
                yield return next.Map(progress => progress.Learned!);
                if (next.Case is not Progress<T> now)
                {
                    yield break;
                }

                if (now.Divergence is { } divergence)
                {
                    yield return Error.New($"{divergence}");
                }

                if (now.Learned!.Ended is not null)
                {
                    yield break;
                }
            }
        }
    }
}
