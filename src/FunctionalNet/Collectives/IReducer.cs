using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Sums the values of all parts of a batch, computed by processes or threads.</summary>
internal interface IReducer
{
    /// <summary>Sums in place; the same bits in each part.</summary>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Parts that correspond to ranks: summed by their library.</summary>
internal sealed class RankSum(IRanks ranks) : IReducer
{
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ranks.Sum(values);
}
