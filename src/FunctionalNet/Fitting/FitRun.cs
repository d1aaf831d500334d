using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>One run of a fit: maps the progress before an epoch to the progress after it.</summary>
internal sealed class FitRun<T>(Training<T> training, Batches<T> batches, FitOptions<T> options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly IRanks? ranks = training.Spread?.Ranks;

    /// <summary>
    /// The progress at the start: from the last checkpoint, or none. The error says that there are no training samples, no held-out
    /// samples, or, of in-memory data, which target the loss does not take, or that no sample counts.
    /// </summary>
    public Either<Error, Progress<T>> Begin(TrainState<T> start) =>
        batches.Count == 0 ? Error.New($"there are no samples to learn from: {batches}")
        : options.HeldOut is Batches<T> { Samples: 0 }
            ? Error.New("no samples are held out: without HeldOut the loss of training judges")
        : (Problem(batches) ?? Problem(options.HeldOut)) is { } wrong ? Error.New(wrong)
        : options.Checkpoints is not { } checkpoints ? Progress<T>.Start(start)
        : checkpoints
            .LatestWith(training, start.Input, batches, Progress<T>.Of, start.Values)
            .Bind(latest =>
                latest.Match(
                    progress => WithBest(progress, checkpoints).Bind(found => From(start, found, checkpoints)),
                    () => Prelude.Right<Error, Progress<T>>(Progress<T>.Start(start))
                )
            );

    private string? Problem(IEnumerable<Batch<T>>? all) =>
        all is Batches<T> { Source: { } data, Size: var size }
            ? LabelCheck<T>.Find(training, data, size) ?? new TargetCheck(training.Loss).Find(data.All())?.Message
            : null;

    /// <summary>The next epoch, or the rest of it; or the label that names no class.</summary>
    public Either<Error, Progress<T>> After(Progress<T> before)
    {
        try
        {
            return Next(before);
        }
        catch (LabelException e)
        {
            return Error.New(e.Message);
        }
    }

    private Either<Error, Progress<T>> Next(Progress<T> before)
    {
        var epoch = Epochs(before);
        if (Ended(before, epoch) is { } ended)
        {
            return Seen(before, epoch, TimeSpan.Zero, ended);
        }

        // Earlier epochs are assumed to have been of these batches: two consecutive fits then equal one of their combined length.
        var first = (int)Math.Min((before.Begun + batches.Count - 1) / batches.Count, int.MaxValue - options.Epochs);
        var since = clock.Elapsed;
        return Steps(before, Bounded(batches.Epoch(first + epoch).Skip((int)(Done(before) % batches.Count))))
            .Bind(after => Judged(before, after, epoch + 1, clock.Elapsed - since));
    }

    // The steps of this fit.
    private static long Done(Progress<T> progress) => progress.State.Step - progress.Begun;

    // The completed epochs of this fit.
    private int Epochs(Progress<T> progress) => (int)Math.Min(Done(progress) / batches.Count, int.MaxValue);

    // Whether the folder's checkpoint is of this fit, or of a completed one whose last state starts a new fit.
    private Either<Error, Progress<T>> From(TrainState<T> start, Progress<T> latest, Checkpoints checkpoints)
    {
        var isOver = Ended(latest, Epochs(latest)) is not null;
        return start.Step < latest.Begun || start.Step > latest.State.Step
                ? Error.New(
                    $"the checkpoints in {checkpoints.Folder} are of a fit from step {latest.Begun} on, which is at step {latest.State.Step}; the state given is at step {start.Step}: give each fit a folder of its own"
                )
            : isOver && start.Step == latest.State.Step && start.Step > latest.Begun ? Progress<T>.Start(start)
            : latest;
    }

    private IEnumerable<Batch<T>> Bounded(IEnumerable<Batch<T>> rest)
    {
        if (ranks is not null)
        {
            var isBounded = options.Stop.CanBeCanceled || options.Time != Timeout.InfiniteTimeSpan;
            return isBounded ? rest.TakeWhile(_ => !ranks.Decides(IsOver())) : rest;
        }

        var bounded = rest.Until(options.Stop);
        return options.Time == Timeout.InfiniteTimeSpan ? bounded : bounded.Within(options.Time - clock.Elapsed);
    }

    private bool IsOver() =>
        options.Stop.IsCancellationRequested
        || (options.Time != Timeout.InfiniteTimeSpan && clock.Elapsed >= options.Time);

    // In chunks if there are checkpoints within an epoch.
    private Either<Error, Progress<T>> Steps(Progress<T> progress, IEnumerable<Batch<T>> rest)
    {
        var end = progress.Begun + ((Epochs(progress) + 1L) * batches.Count);
        IEnumerable<IEnumerable<Batch<T>>> chunks = options
            is { Checkpoints: not null, CheckpointEvery: > 0 and var every }
            ? Chunks(rest, (int)(every - (Done(progress) % every)), every)
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

    // Each chunk ends at a multiple of this number of steps of the fit, wherever its epochs begin.
    private static IEnumerable<IEnumerable<Batch<T>>> Chunks(IEnumerable<Batch<T>> rest, int first, int every)
    {
        var (chunk, size) = (new List<Batch<T>>(), first);
        foreach (var batch in rest)
        {
            chunk.Add(batch);
            if (chunk.Count == size)
            {
                yield return chunk;
                (chunk, size) = ([], every);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private Progress<T> Fold(Progress<T> before, IEnumerable<Batch<T>> chunk)
    {
        var (losses, tally, sizes) = (new List<T>(), new LossTally(before.Totals), new List<int>());
        var counted = chunk.Select(batch =>
        {
            sizes.Add(batch.Count);
            return batch;
        });
        var (state, divergence) = training.Checked.Fold(before.State, counted, losses, tally);
        return before with
        {
            State = state,
            Losses = [.. before.Losses, .. losses.Select(loss => double.CreateTruncating(loss))],
            Totals = tally.Totals,
            Samples = before.Samples + sizes.Take(losses.Count).Sum(size => (long)size),
            Moved = double.PositiveInfinity,
            Divergence = divergence,
        };
    }

    private Either<Error, Progress<T>> Judged(Progress<T> before, Progress<T> after, int number, TimeSpan duration)
    {
        if (after.Divergence is not null)
        {
            return Seen(after, number, duration, StopReason.Diverged);
        }

        // The position in the data is the number of steps, so an epoch that was not cut short must have as many batches as it declares.
        var missing = ((long)number * batches.Count) - Done(after);
        if (missing < 0 || (missing > 0 && !ranks.Decides(IsOver())))
        {
            return Error.New(
                FormattableString.Invariant(
                    $"epoch {number} had {batches.Count - missing:N0} batches, and {batches.Samples:N0} samples in batches of {batches.Size:N0} are {batches.Count:N0}: a stage gives as many as it gets; leave samples out of the data, not out of an epoch"
                )
            );
        }

        if (missing > 0)
        {
            var ending = ranks.Decides(options.Stop.IsCancellationRequested) ? StopReason.Stopped : StopReason.Time;
            return Save(Seen(after, number, duration, ending));
        }

        var seen = Seen(after, number, duration, null);
        var learned = seen.Learned!;
        if (options.HeldOut is { } heldOut && double.IsNaN(learned.Epoch.HeldOut))
        {
            return seen with
            {
                Unjudged = NotJudged(heldOut, number),
                Learned = learned with { Ended = StopReason.Diverged },
            };
        }

        var score = learned.Epoch.Score;
        var isBest = after.Patience.After(score, options.MinDelta).Waited == 0 || after.Scores.IsEmpty;
        var whole = seen with
        {
            Scores = after.Scores.Add(score),
            Patience = after.Patience.After(score, options.MinDelta),
            Best = isBest ? after.State : after.Best,
            Losses = [],
            Totals = [],
            Samples = 0,
            Moved = Moved(before, after),
        };
        var judged = whole with { Learned = learned with { Best = whole.Best, Ended = Ended(whole, number) } };

        // The best first, so that every saved state has its best beside it.
        return (isBest ? SaveBest(judged) : judged).Bind(Save);
    }

    // Early stopping cannot compare NaN.
    private static string NotJudged(IEnumerable<Batch<T>> heldOut, int number)
    {
        var origin = heldOut.Select(Diagnosis.InData).FirstOrDefault(place => place is not null);
        var where = origin is null
            ? "the samples are finite: the model, the loss or its counts are not"
            : $"it begins with {origin}. {Divergence.OfDataRepair}";
        return FormattableString.Invariant($"the loss of the held-out samples is NaN after epoch {number}: {where}");
    }

    private StopReason? Ended(Progress<T> progress, int epochs) =>
        epochs >= options.Epochs ? StopReason.Epochs
        : progress.Patience.Waited >= options.Patience ? StopReason.Patience
        : progress.Moved < options.MinChange ? StopReason.Converged
        : null;

    // For a resumed epoch only the end is known, not the distance from its start.
    private double Moved(Progress<T> before, Progress<T> after) =>
        options.MinChange > 0 && Done(before) % batches.Count == 0
            ? before.State.Distance(after.State)
            : double.PositiveInfinity;

    private Progress<T> Seen(Progress<T> progress, int number, TimeSpan duration, StopReason? ended)
    {
        // Metrics are not evaluated for a non-finite state.
        var state = progress.State;
        var measures = progress.Divergence is null ? options.Measures : options.Measures.Clear();
        var model = measures.IsEmpty ? null : state.Model;
        var tally = new LossTally(progress.Totals);
        var epoch = new Epoch(
            number,
            progress.Losses,
            options.HeldOut is { } heldOut && progress.Divergence is null
                ? training.EvaluateTogether(state, heldOut)
                : double.NaN,
            measures.ToImmutableSortedDictionary(
                measure => measure.Key,
                measure => measure.Value(model!),
                StringComparer.Ordinal
            ),
            state.LearningRate,
            duration
        )
        {
            Loss = tally.Loss,
            Parts = Named(tally),
            Samples = progress.Samples,
        };
        return progress with { Learned = new(epoch, state, progress.Best, ended) };
    }

    // A custom loss with several parts does not say which name belongs to which.
    private ImmutableSortedDictionary<string, double> Named(LossTally tally)
    {
        string?[] names = [.. training.Loss.PartNames];
        double[] parts = [.. tally.Parts];
        return names
            .Take(names.Length == parts.Length ? names.Length : 0)
            .Select((name, i) => (Name: name, Value: parts[i]))
            .Where(part => part.Name is not null)
            .GroupBy(part => part.Name!, part => part.Value, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(same => same.Key, same => same.Sum(), StringComparer.Ordinal);
    }

    private Either<Error, Progress<T>> Save(Progress<T> progress) =>
        options.Checkpoints is { } checkpoints
            ? ranks.Writes(() => checkpoints.SaveWith(progress.State, batches, progress.Notes())).Map(_ => progress)
            : progress;

    private Either<Error, Progress<T>> SaveBest(Progress<T> progress) =>
        options.Checkpoints is { } checkpoints
            ? ranks.Writes(() => checkpoints.SaveBest(progress.State, batches)).Map(_ => progress)
            : progress;

    private Either<Error, Progress<T>> WithBest(Progress<T> progress, Checkpoints checkpoints)
    {
        var patience = progress.Scores.Aggregate(Patience.Start, (seen, score) => seen.After(score, options.MinDelta));
        return progress.Scores.IsEmpty
            ? progress
            : progress
                .State.Resume(checkpoints.BestFile)
                .Map(best => progress with { Best = best, Patience = patience });
    }
}
