using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>One run of a fit: from what was done to what is done an epoch later.</summary>
internal sealed class FitRun<T>(Training<T> training, Batches<T> batches, FitOptions<T> options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Where the run starts: at its last checkpoint, or at the start.</summary>
    public Either<Error, Progress<T>> Begin(TrainState<T> start) =>
        options.Checkpoints is { } checkpoints
            ? checkpoints
                .LatestWith(training, start.Input, batches, Progress<T>.Of)
                .Bind(latest =>
                    latest.Match(
                        progress => WithBest(progress, checkpoints),
                        () => Prelude.Right<Error, Progress<T>>(Progress<T>.Start(start))
                    )
                )
            : Progress<T>.Start(start);

    /// <summary>The next epoch, or what is left of it.</summary>
    public Either<Error, Progress<T>> After(Progress<T> before)
    {
        var done = before.State.Step;
        var epoch = batches.Count == 0 ? options.Epochs : (int)Math.Min(done / batches.Count, int.MaxValue);
        if (Ended(before, epoch) is { } ended)
        {
            return Seen(before, options.Epochs, TimeSpan.Zero, ended);
        }

        var since = clock.Elapsed;
        return Steps(before, Bounded(batches.Epoch(epoch).Skip((int)(done % batches.Count))))
            .Bind(after => Judged(before, after, epoch + 1, clock.Elapsed - since));
    }

    private IEnumerable<Batch<T>> Bounded(IEnumerable<Batch<T>> rest)
    {
        var bounded = rest.Until(options.Stop);
        return options.Time == Timeout.InfiniteTimeSpan ? bounded : bounded.Within(options.Time - clock.Elapsed);
    }

    // In chunks where checkpoints are asked for within an epoch.
    private Either<Error, Progress<T>> Steps(Progress<T> progress, IEnumerable<Batch<T>> rest)
    {
        var end = ((progress.State.Step / batches.Count) + 1) * batches.Count;
        IEnumerable<IEnumerable<Batch<T>>> chunks = options
            is { Checkpoints: not null, CheckpointEvery: > 0 and var every }
            ? rest.Chunk(every)
            : [rest];
        var result = Prelude.Right<Error, Progress<T>>(progress);
        foreach (var chunk in chunks)
        {
            result = result
                .Map(before => Fold(before, chunk))
                .Bind(after =>
                    options.CheckpointEvery > 0 && after.Divergence is null && after.State.Step < end
                        ? Save(after)
                        : after
                );
            if (result.Match(after => after.Divergence is not null, _ => true))
            {
                break;
            }
        }

        return result;
    }

    private Progress<T> Fold(Progress<T> before, IEnumerable<Batch<T>> chunk)
    {
        var losses = new List<T>();
        var (state, divergence) = training.Checked.Fold(before.State, chunk, losses);
        return before with
        {
            State = state,
            Losses = [.. before.Losses, .. losses.Select(loss => double.CreateTruncating(loss))],
            Moved = double.PositiveInfinity,
            Divergence = divergence,
        };
    }

    private Either<Error, Progress<T>> Judged(Progress<T> before, Progress<T> after, int number, TimeSpan duration)
    {
        if (after.Divergence is not null)
        {
            return Seen(after, number, duration, Ending.Diverged);
        }

        if (after.State.Step < (long)number * batches.Count)
        {
            var ending = options.Stop.IsCancellationRequested ? Ending.Stopped : Ending.Time;
            return Save(Seen(after, number, duration, ending));
        }

        var seen = Seen(after, number, duration, null);
        var score = seen.Learned!.Epoch.Score;
        var isBest = after.Patience.After(score, options.Least).Waited == 0 || after.Scores.IsEmpty;
        var whole = seen with
        {
            Scores = after.Scores.Add(score),
            Patience = after.Patience.After(score, options.Least),
            Best = isBest ? after.State : after.Best,
            Losses = [],
            Moved = Moved(before, after),
        };
        var judged = whole with { Learned = whole.Learned! with { Best = whole.Best, Ended = Ended(whole, number) } };

        // The best first: a state that is saved has its best beside it.
        return (isBest ? SaveBest(judged) : judged).Bind(Save);
    }

    private Ending? Ended(Progress<T> progress, int epochs) =>
        epochs >= options.Epochs ? Ending.Epochs
        : progress.Patience.Waited >= options.Patience ? Ending.Patience
        : progress.Moved < options.Still ? Ending.Still
        : null;

    // Of a resumed epoch only the end is known, which says nothing of how far the whole has moved.
    private double Moved(Progress<T> before, Progress<T> after) =>
        options.Still > 0 && before.State.Step % batches.Count == 0
            ? before.State.Distance(after.State)
            : double.PositiveInfinity;

    private Progress<T> Seen(Progress<T> progress, int number, TimeSpan duration, Ending? ended)
    {
        // What is not finite is not measured.
        var state = progress.State;
        var measures = progress.Divergence is null ? options.Measures : options.Measures.Clear();
        var model = measures.IsEmpty ? null : state.Model;
        var epoch = new Epoch(
            number,
            progress.Losses,
            options.HeldOut is { } heldOut && progress.Divergence is null
                ? training.Evaluate(state, heldOut)
                : double.NaN,
            measures.ToImmutableSortedDictionary(
                measure => measure.Key,
                measure => measure.Value(model!),
                StringComparer.Ordinal
            ),
            training.LearningRate(state),
            duration
        );
        return progress with { Learned = new(epoch, state, progress.Best, ended) };
    }

    private Either<Error, Progress<T>> Save(Progress<T> progress) =>
        options.Checkpoints is { } checkpoints
            ? checkpoints.SaveWith(progress.State, batches, progress.Notes()).Map(_ => progress)
            : progress;

    private Either<Error, Progress<T>> SaveBest(Progress<T> progress) =>
        options.Checkpoints is { } checkpoints
            ? checkpoints.SaveBest(progress.State, batches).Map(_ => progress)
            : progress;

    private Either<Error, Progress<T>> WithBest(Progress<T> progress, Checkpoints checkpoints)
    {
        var patience = progress.Scores.Aggregate(Patience.Start, (seen, score) => seen.After(score, options.Least));
        return progress.Scores.IsEmpty
            ? progress
            : checkpoints
                .Best(training, progress.State.Input)
                .Map(best => progress with { Best = best, Patience = patience });
    }
}
