using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>The lifetimes of a value, one or several: each from one unit to another.</summary>
/// <param name="Size">The number of its elements.</param>
/// <param name="Times">The first and the last unit of each, in order.</param>
internal readonly record struct Lifetime(int Size, ImmutableArray<(int First, int Last)> Times)
{
    /// <summary>Gets the first unit of all.</summary>
    public int First => Times[0].First;

    /// <summary>Gets the last unit of all.</summary>
    public int Last => Times[^1].Last;

    /// <summary>The same, with the last lifetime up to a later unit.</summary>
    public Lifetime Until(int last) => this with { Times = Times.SetItem(Times.Length - 1, (Times[^1].First, last)) };

    /// <summary>Whether both are alive at some unit.</summary>
    public bool Meets(Lifetime other)
    {
        foreach (var (first, last) in Times)
        {
            foreach (var (start, end) in other.Times)
            {
                if (start <= last && first <= end)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
