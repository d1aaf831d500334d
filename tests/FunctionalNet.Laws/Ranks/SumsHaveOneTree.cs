using System.Runtime.InteropServices;
using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws.Ranks;

/// <summary>Sums over shards equal one binary tree over all shards bit by bit, however the shards are distributed.</summary>
public class SumsHaveOneTree
{
    private const int Shards = 8;

    // Empty, fewer elements than threads, and lengths whose halves differ in size.
    public static TheoryData<int> Lengths { get; } = [0, 1, 5, 4_001, 50_001];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void On_any_number_of_ranks(int length)
    {
        var values = Enumerable.Range(0, Shards).Select(shard => Drawn(shard, length)).ToArray();
        var expected = Tree(values);
        foreach (var count in new[] { 1, 2, 4, 8 })
        {
            var sums = ThreadRanks.Run(count, ranks => OfRank(ranks, values)).SelectMany(sum => sum);
            Assert.All(sums, sum => Assert.True(Bytes(expected).SequenceEqual(Bytes(sum))));
        }
    }

    // Longer than the part of a bucket that is summed at once.
    [Fact]
    public void A_long_bucket_is_summed_in_parts()
    {
        const int length = (1 << 24) + 4_001;
        var wrong = ThreadRanks.Run(
            2,
            ranks =>
            {
                var values = new float[length];
                for (var i = 0; i < length; i++)
                {
                    values[i] = (i % 1_000) + ranks.Rank;
                }

                new RankSum(ranks).Sum(values.AsSpan());
                return values.Index().Count(value => !value.Item.Equals((2 * (value.Index % 1_000)) + 1));
            }
        );
        Assert.Equal([0, 0], wrong);
    }

    // Each shard of a rank runs on its own thread.
    private static float[][] OfRank(IRanks ranks, float[][] values)
    {
        var here = Shards / ranks.Count;
        var sums = values[(ranks.Rank * here)..((ranks.Rank + 1) * here)].Select(shard => shard.ToArray()).ToArray();
        var tree = new TreeSum(here, ranks.Count == 1 ? null : ranks);
        using var crew = new ConcurrentThreads(here, shard => tree.Shards[shard].Sum(sums[shard].AsSpan()), tree.Fail);
        crew.Run();
        return sums;
    }

    private static float[] Tree(float[][] values) =>
        values.Length == 1
            ? values[0]
            : [.. Tree(values[..(values.Length / 2)]).Zip(Tree(values[(values.Length / 2)..]), (a, b) => a + b)];

    private static float[] Drawn(int shard, int length)
    {
        var drawn = new float[length];
        ((Key)shard).Normal<float>(drawn);
        return drawn;
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
