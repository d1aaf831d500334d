using System.Collections.Immutable;
using System.Diagnostics;

namespace FunctionalNet.Execution;

/// <summary>
/// The distribution of the rows of each batch over ranks and shards: each rank computes one part, or several shards, each on its own
/// thread.
/// </summary>
internal sealed class Spread
{
    private readonly TreeSum? tree;
    private readonly int first;
    private long waited;

    private Spread(IRanks? ranks, int? shards, int threads)
    {
        (Ranks, Shards) = (ranks, shards);
        var count = ranks?.Count ?? 1;
        Parts = shards ?? count;
        var here = Parts / count;
        first = (ranks?.Rank ?? 0) * here;
        tree = shards is null ? null : new TreeSum(here, ranks);
        Reducers = [.. (tree?.Shards ?? [new RankSum(ranks!)]).Select(reducer => new AllReduceThread(reducer))];
        Teams = here == 1 ? [] : [.. Reducers.Select(_ => new Team(Math.Max(1, threads / here)))];
    }

    /// <summary>Gets the ranks; null for a single process.</summary>
    public IRanks? Ranks { get; }

    /// <summary>Gets the number of shards of each batch; null if the parts are those of the ranks.</summary>
    public int? Shards { get; }

    /// <summary>Gets the number of parts of each batch.</summary>
    public int Parts { get; }

    /// <summary>Gets the reducer for each part that is computed here.</summary>
    public ImmutableArray<AllReduceThread> Reducers { get; }

    /// <summary>Gets the threads of each part that is computed here; none if there is one part, which uses those of the training.</summary>
    public ImmutableArray<Team> Teams { get; }

    /// <summary>Gets the lock that a step holds.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Gets the time that parts computed here have waited for others, averaged over the parts.</summary>
    public TimeSpan Waited =>
        Stopwatch.GetElapsedTime(0, waited)
        + new TimeSpan(Reducers.Sum(reducer => reducer.Waited.Ticks) / Reducers.Length);

    /// <summary>A distribution, or null if one process computes the whole.</summary>
    /// <exception cref="ArgumentException">The shards cannot be distributed such that each rank has a subtree of the sum.</exception>
    public static Spread? Of(IRanks? ranks, int? shards, int threads)
    {
        var count = ranks?.Count ?? 1;
        if (shards is null)
        {
            return count == 1 ? null : new(ranks, null, threads);
        }

        return int.IsPow2(count) && count <= shards
            ? new(count == 1 ? null : ranks, shards, threads)
            : throw new ArgumentException(
                $"{shards} shards cannot be spread over {count} ranks: take 1, 2, 4 or another power of two up to {shards}.",
                nameof(ranks)
            );
    }

    /// <summary>A barrier that also verifies that all ranks are at the same place.</summary>
    /// <exception cref="InvalidOperationException">They have different states, batches or options.</exception>
    public void Agree(long place)
    {
        if (Ranks is not null)
        {
            var begun = Stopwatch.GetTimestamp();
            Ranks.Agree(place);
            waited += Stopwatch.GetTimestamp() - begun;
        }
    }

    /// <summary>
    /// Whether a batch is distributed. One with fewer rows than parts is computed as a whole in each, with the same bits.
    /// </summary>
    public bool Takes(int rows) => rows >= Parts;

    /// <summary>The share of a batch of a part that is computed here.</summary>
    public Share Of(int rows, int shard) => Share.Of(Reducers[shard], rows, Parts, first + shard);

    /// <summary>Releases threads of this process that wait for a failed one.</summary>
    public void Fail(Exception error) => tree?.Fail(error);

    /// <summary>Aborts all ranks, since this one has failed. A single process resets instead.</summary>
    public void Abort(Exception error)
    {
        Ranks?.Abort(error);
        foreach (var reducer in Reducers)
        {
            reducer.Reset();
        }

        tree?.Reset();
    }
}
