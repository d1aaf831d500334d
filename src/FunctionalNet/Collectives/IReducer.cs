using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Adds up the values of all parts of a batch, whichever process or thread computes each.</summary>
internal interface IReducer
{
    /// <summary>Adds up in place; the same bits in each part.</summary>
    void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Parts that are the ranks: they add up as their library does.</summary>
internal sealed class RankSum(IRanks ranks) : IReducer
{
    public void Sum<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ranks.Sum(values);
}
