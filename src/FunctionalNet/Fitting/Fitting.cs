using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Fits with the usual features: epochs, held-out samples, early stopping, checkpoints, a time limit.</summary>
public static class Fitting
{
    /// <summary>Trains and returns the history. The same as <see cref="FitEpochs"/> to its end.</summary>
    /// <remarks>
    /// It runs <see cref="FitOptions{T}.Epochs"/> epochs from the given state, whatever training preceded it: the last state of a fit can
    /// be trained further on the same or other data. Two fits of five epochs of the same batches equal, bit for bit, one of ten, except for
    /// what depends on earlier scores. Schedules and moments continue, too; to reset them, use <see cref="Training{T}.Init"/> and a match.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="start">The initial state; with checkpoints of this fit, the state from which it started.</param>
    /// <param name="batches">The batches of an epoch.</param>
    /// <param name="options">When it ends and what it evaluates; 10 epochs if null.</param>
    /// <returns>The history; or an error: the operator that produced a non-finite value, the label that names no class, that there are no
    /// samples, or the checkpoint that could not be read or written.</returns>
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

    /// <summary>Trains epoch by epoch, lazily: inspect each epoch as it comes, and stop by ending the enumeration.</summary>
    /// <remarks>
    /// With checkpoints it resumes from the last undamaged one, and reaches the same bits as an uninterrupted run, including the best state
    /// and early stopping. Epochs count from the start of the fit, which is stored in its checkpoints.
    /// </remarks>
    /// <returns>Each epoch, at least one; finally the error, if any. After a non-finite value, the epoch up to there comes before the
    /// error, with <see cref="StopReason.Diverged"/>.</returns>
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

                if ((now.Divergence?.ToString() ?? now.Unjudged) is { } wrong)
                {
                    yield return Error.New(wrong);
                }

                if (now.Learned!.Ended is not null)
                {
                    yield break;
                }
            }
        }
    }
}
