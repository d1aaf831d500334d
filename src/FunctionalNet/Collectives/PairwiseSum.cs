using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FunctionalNet.Execution;

/// <summary>
/// A sum over 2, 4, 8 or more ranks along one binary tree: neighbours first, then pairs of pairs. All ranks get the same bits, equal to
/// those of one rank that sums along the same tree.
/// </summary>
/// <remarks>
/// Few values use recursive doubling, log₂(ranks) exchanges of all values; many use recursive halving and doubling, which transfers less
/// than twice the values. The tree of each value is the same in both. Thakur, Rabenseifner and Gropp, "Optimization of Collective
/// Communication Operations in MPICH", 2005.
/// </remarks>
/// <param name="ranks">The ranks; their number is a power of two.</param>
internal sealed class PairwiseSum(IRanks ranks)
{
    /// <summary>The number of values below which latency dominates the time of an exchange.</summary>
    public const int Many = 1 << 14;

    // Bounds the scratch memory.
    private const int Most = 1 << 24;

    private byte[] scratch = [];

    /// <summary>Sums in place.</summary>
    public void Of<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; values.Length > Most; values = values[Most..])
        {
            OfPart(values[..Most]);
        }

        OfPart(values);
    }

    private void OfPart<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var other = Scratch(values);
        if (ranks.Count > 2 && values.Length >= Many)
        {
            ByHalves(values, other, distance: 1);
            return;
        }

        for (var distance = 1; distance < ranks.Count; distance *= 2)
        {
            ranks.Exchange(ranks.Rank ^ distance, values, other);
            TensorPrimitives.Add(values, other, values);
        }
    }

    // Each rank of a pair takes the sum of one half, sums that with the more distant ranks, and receives the sum of the other half.
    private void ByHalves<T>(Span<T> values, Span<T> other, int distance)
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
        ByHalves(own, other, 2 * distance);
        ranks.Exchange(partner, own, its);
    }

    // Kept, so that later sums allocate nothing.
    private Span<T> Scratch<T>(Span<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values).Length;
        if (scratch.Length < bytes)
        {
            scratch = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        }

        return MemoryMarshal.Cast<byte, T>(scratch.AsSpan(0, bytes));
    }
}
