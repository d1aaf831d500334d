using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Columns of a packed panel, and the runs that they consist of.</summary>
internal sealed unsafe class ConvTile
{
    private readonly PinnedMemory<Run> memory;

    private ConvTile(int column, int columns, int vectors, Run[] runs)
    {
        (Column, Columns, Vectors, Count) = (column, columns, vectors, runs.Length);
        memory = new PinnedMemory<Run>(runs.Length);

        // Through the aligned pointer, from which the kernel reads.
        runs.CopyTo(new Span<Run>(memory.Pointer, runs.Length));
    }

    public int Column { get; }

    public int Columns { get; }

    public int Vectors { get; }

    /// <summary>Gets the number of runs.</summary>
    public int Count { get; }

    public Run* Runs => memory.Pointer;

    /// <summary>All columns as one.</summary>
    public static ConvTile Whole(int columns, int lanes, Func<int, int, IEnumerable<Run>> runs) =>
        new(0, columns, (columns + lanes - 1) / lanes, [.. runs(0, columns)]);

    /// <summary>
    /// The columns in tiles of at most the given number of vectors, distributed evenly, since a tile of one vector is slow.
    /// </summary>
    public static ConvTile[] Of(int columns, int lanes, int most, Func<int, int, IEnumerable<Run>> runs)
    {
        var vectors = (columns + lanes - 1) / lanes;
        var count = (vectors + most - 1) / most;
        return [.. Enumerable.Range(0, count).Select(Tile)];

        ConvTile Tile(int tile)
        {
            var (from, to) = (vectors * tile / count, vectors * (tile + 1) / count);
            var column = from * lanes;
            var used = Math.Min(columns, to * lanes) - column;
            return new ConvTile(column, used, to - from, [.. runs(column, used)]);
        }
    }
}
