using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet.Execution;

/// <summary>
/// Sums the shards of a batch along one binary tree, ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)), wherever they are computed: the shards of
/// this process, each on its own thread, sum their subtree, and the ranks continue pairwise. Since a + b = b + a in bits, the sum is the
/// same for any number of ranks.
/// </summary>
/// <remarks>Without other ranks, the number of threads is arbitrary.</remarks>
internal sealed class TreeSum
{
    private readonly PairwiseSum? otherRanks;
    private readonly nint[] posted;
    private readonly ThreadBarrier meeting;

    /// <summary>Initializes a new instance of the <see cref="TreeSum"/> class.</summary>
    /// <param name="shards">The shards of this process.</param>
    /// <param name="ranks">The other processes, each with the same number of shards; null if there are none.</param>
    public TreeSum(int shards, IRanks? ranks)
    {
        otherRanks = ranks is null ? null : new PairwiseSum(ranks);
        posted = new nint[shards];
        meeting = new ThreadBarrier(shards);
        Shards = [.. Enumerable.Range(0, shards).Select(shard => new Shard(this, shard))];
    }

    /// <summary>Gets the reducer for each shard of this process.</summary>
    public IReadOnlyList<IReducer> Shards { get; }

    /// <summary>Marks a thread as failed.</summary>
    public void Fail(Exception error) => meeting.Fail(error);

    /// <summary>Resets, once no thread is within a sum.</summary>
    public void Reset() => meeting.Reset();

    private unsafe void Sum<T>(int shard, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* mine = values)
        {
            posted[shard] = (nint)mine;
            meeting.Wait();
            var start = Partition.PartStart(values.Length, posted.Length, shard);
            AddSubtree<T>(start, Partition.PartStart(values.Length, posted.Length, shard + 1) - start);
            meeting.Wait();
            if (shard == 0)
            {
                otherRanks?.Of(values);
            }

            meeting.Wait();
            if (shard > 0)
            {
                new ReadOnlySpan<T>((T*)posted[0], values.Length).CopyTo(values);
            }

            meeting.Wait();
        }
    }

    // Each thread sums a range of the elements of all shards into those of the first.
    private unsafe void AddSubtree<T>(int start, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var distance = 1; distance < posted.Length; distance *= 2)
        {
            for (var left = 0; left + distance < posted.Length; left += 2 * distance)
            {
                var sum = new Span<T>((T*)posted[left] + start, count);
                TensorPrimitives.Add(sum, new ReadOnlySpan<T>((T*)posted[left + distance] + start, count), sum);
            }
        }
    }

    private sealed class Shard(TreeSum tree, int number) : IReducer
    {
        public void Sum<T>(Span<T> values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => tree.Sum(number, values);
    }
}
