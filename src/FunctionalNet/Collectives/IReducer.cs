using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Sums the values of all parts of a batch, computed by processes or threads.</summary>
internal interface IReducer
{
    /// <summary>Sums in place; the same bits in each part.</summary>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// Parts that correspond to ranks. Few values are summed by their library; many pairwise, where the number of ranks allows it: a pair
/// sends in both directions at once, while the algorithms that Open MPI 4.1 chooses for 1 to 32 MB send in one at a time.
/// </summary>
internal sealed class RankSum(IRanks ranks) : IReducer
{
    private readonly PairwiseSum? pairs =
        ranks.Count > 1 && BitOperations.IsPow2(ranks.Count) ? new PairwiseSum(ranks) : null;

    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (pairs is not null && values.Length >= PairwiseSum.Many)
        {
            pairs.Of(values);
        }
        else
        {
            ranks.Sum(values);
        }
    }
}
