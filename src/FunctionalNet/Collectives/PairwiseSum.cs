using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet.Execution;

/// <summary>
/// A sum over 2, 4, 8 or more ranks along one binary tree, by pairs: neighbours first, then pairs of pairs. The same bits on all ranks, and
/// those of one that adds up the same tree.
/// </summary>
/// <remarks>
/// By recursive doubling, log₂(ranks) exchanges of the whole; of many values by halving and doubling, which exchanges less than twice the whole.
/// Each value has the same tree in both. Thakur, Rabenseifner and Gropp, "Optimization of Collective Communication Operations in MPICH", 2005.
/// </remarks>
internal static class PairwiseSum
{
    // Of fewer, the time of an exchange is that of its message, not of its values.
    private const int Many = 1 << 14;

    /// <summary>Adds up in place.</summary>
    /// <param name="ranks">A power of two of ranks.</param>
    /// <param name="values">The values.</param>
    /// <param name="other">Room for as many.</param>
    public static void Of<T>(IRanks ranks, Span<T> values, Span<T> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ranks.Count > 2 && values.Length >= Many)
        {
            ByHalves(ranks, values, other, distance: 1);
            return;
        }

        for (var distance = 1; distance < ranks.Count; distance *= 2)
        {
            ranks.Exchange(ranks.Rank ^ distance, values, other);
            TensorPrimitives.Add(values, other, values);
        }
    }

    // Each of a pair takes the sum of one half, adds up that with the ranks further away, and gets the sum of the other half.
    private static void ByHalves<T>(IRanks ranks, Span<T> values, Span<T> other, int distance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (distance == ranks.Count)
        {
            return;
        }

        var (partner, middle) = (ranks.Rank ^ distance, values.Length / 2);
        var own = ranks.Rank < partner ? values[..middle] : values[middle..];
        var its = ranks.Rank < partner ? values[middle..] : values[..middle];
        ranks.Exchange(partner, its, other[..own.Length]);
        TensorPrimitives.Add(own, other[..own.Length], own);
        ByHalves(ranks, own, other, 2 * distance);
        ranks.Exchange(partner, own, its);
    }
}
