namespace FunctionalNet.Execution;

/// <summary>Offsets in one arena for values with lifetimes, so that values that are alive at the same time do not overlap.</summary>
/// <typeparam name="TValue">What identifies a value.</typeparam>
internal sealed class ArenaLayout<TValue>
    where TValue : notnull
{
    // Searching for gaps among more values takes seconds: beyond this, each size has a region of its own.
    private const int MaxInGaps = 10_000;

    private readonly Dictionary<TValue, Lifetime> lives;
    private readonly Dictionary<TValue, long> offsets;
    private readonly int alignment;

    private ArenaLayout(Dictionary<TValue, Lifetime> lives, Dictionary<TValue, long> offsets, int alignment) =>
        (this.lives, this.offsets, this.alignment) = (lives, offsets, alignment);

    /// <summary>Sets the offset of each value, in elements, and returns the size of the arena.</summary>
    /// <param name="lives">The lifetimes.</param>
    /// <param name="offsets">The result.</param>
    /// <param name="alignment">The number of elements of which each offset is a multiple.</param>
    public static long Place(Dictionary<TValue, Lifetime> lives, Dictionary<TValue, long> offsets, int alignment)
    {
        var layout = new ArenaLayout<TValue>(lives, offsets, alignment);
        return lives.Count <= MaxInGaps ? layout.InGaps() : layout.BySize();
    }

    // Largest first, each at the lowest offset that no value alive at the same time occupies.
    private long InGaps()
    {
        // Sorted by offset.
        var placed = new List<(long Offset, Lifetime Life)>();
        var total = 0L;
        foreach (var (value, life) in lives.OrderByDescending(pair => pair.Value.Size).ThenBy(pair => pair.Value.First))
        {
            var offset = 0L;
            foreach (var (start, other) in placed)
            {
                if (offset + Aligned(life.Size) <= start)
                {
                    break;
                }

                if (life.Meets(other))
                {
                    offset = Math.Max(offset, start + Aligned(other.Size));
                }
            }

            var place = placed.FindIndex(p => p.Offset > offset);
            placed.Insert(place < 0 ? placed.Count : place, (offset, life));
            offsets[value] = offset;
            total = Math.Max(total, offset + Aligned(life.Size));
        }

        return total;
    }

    // For each size as many slots as values of that size are alive at once; the next value takes a free slot.
    private long BySize()
    {
        var total = 0L;
        foreach (var group in lives.GroupBy(pair => Aligned(pair.Value.Size)))
        {
            var taken = new PriorityQueue<long, int>();
            var free = new Stack<long>();
            foreach (var (value, life) in group.OrderBy(pair => pair.Value.First))
            {
                while (taken.TryPeek(out _, out var last) && last < life.First)
                {
                    free.Push(taken.Dequeue());
                }

                if (!free.TryPop(out var offset))
                {
                    (offset, total) = (total, total + group.Key);
                }

                offsets[value] = offset;
                taken.Enqueue(offset, life.Last);
            }
        }

        return total;
    }

    private long Aligned(long size) => (size + alignment - 1) / alignment * alignment;
}
