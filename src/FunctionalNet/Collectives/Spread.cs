using System.Collections.Immutable;
using System.Diagnostics;

namespace FunctionalNet.Execution;

/// <summary>
/// How the rows of each batch are spread over ranks and shards: each rank computes one part, or as many shards as fall to it, each on a
/// thread of its own.
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
        Couriers = [.. (tree?.Shards ?? [new RankSum(ranks!)]).Select(reducer => new Courier(reducer))];
        Teams = here == 1 ? [] : [.. Couriers.Select(_ => new Team(Math.Max(1, threads / here)))];
    }

    /// <summary>Gets the ranks; null where this process is alone.</summary>
    public IRanks? Ranks { get; }

    /// <summary>Gets the number of shards of each batch; null where parts are those of the ranks.</summary>
    public int? Shards { get; }

    /// <summary>Gets the number of parts of each batch.</summary>
    public int Parts { get; }

    /// <summary>Gets what adds up for each part that is computed here.</summary>
    public ImmutableArray<Courier> Couriers { get; }

    /// <summary>Gets the threads of each part that is computed here; none where there is one part, which has those of the training.</summary>
    public ImmutableArray<Team> Teams { get; }

    /// <summary>Gets what one step at a time holds.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Gets how long parts that are computed here have waited for others, each on the average.</summary>
    public TimeSpan Waited =>
        Stopwatch.GetElapsedTime(0, waited)
        + new TimeSpan(Couriers.Sum(courier => courier.Waited.Ticks) / Couriers.Length);

    /// <summary>A spread, or null where one process computes the whole.</summary>
    /// <exception cref="ArgumentException">The shards cannot be spread so that each rank has a subtree of the sum.</exception>
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

    /// <summary>Waits for all ranks, and holds them to the same place.</summary>
    /// <exception cref="InvalidOperationException">They are at different places.</exception>
    public void Agree(long place)
    {
        if (Ranks is not null)
        {
            var begun = Stopwatch.GetTimestamp();
            Ranks.Agree(place);
            waited += Stopwatch.GetTimestamp() - begun;
        }
    }

    /// <summary>Whether a batch is spread. One with fewer rows than parts is computed as a whole in each, to the same bits.</summary>
    public bool Takes(int rows) => rows >= Parts;

    /// <summary>What a part that is computed here has of a batch.</summary>
    public Share Of(int rows, int lane) => Share.Of(Couriers[lane], rows, Parts, first + lane);

    /// <summary>Ends the waiting of threads of this process for one of them, which has failed.</summary>
    public void Fail(Exception error) => tree?.Fail(error);

    /// <summary>Ends all ranks, since this one has failed. Alone, it may begin anew.</summary>
    public void Abort(Exception error)
    {
        Ranks?.Abort(error);
        foreach (var courier in Couriers)
        {
            courier.Reset();
        }

        tree?.Reset();
    }
}
