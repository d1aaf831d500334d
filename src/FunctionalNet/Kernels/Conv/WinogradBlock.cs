using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Some rows of tiles of 2 x 2 windows: where the elements of the tiles, and of the windows, are in padded copies of planes.</summary>
internal sealed unsafe class WinogradBlock
{
    private readonly PinnedMemory<int> taps;
    private readonly PinnedMemory<int> windowTaps;
    private readonly PinnedMemory<int> windowRows;

    /// <summary>Initializes a new instance of the <see cref="WinogradBlock"/> class.</summary>
    /// <param name="frame">The windows of a plane.</param>
    /// <param name="tiles">The tiles of a plane.</param>
    /// <param name="channels">The number of planes that a window reads.</param>
    /// <param name="rows">The first row of tiles, and the index after the last.</param>
    public WinogradBlock(Frame frame, Frame tiles, int channels, (int From, int To) rows)
    {
        (Rows, PerRow) = (rows.To - rows.From, tiles.Width.Outputs);
        Slab = new Slab(tiles.Part(rows.From, Rows));
        Starts = [.. Slab.Rows];
        taps = Pinned(Slab.Taps);
        var (first, end) = (2 * rows.From, Math.Min(frame.Height.Outputs, 2 * rows.To));
        (Column, Columns) = (first * frame.Width.Outputs, (end - first) * frame.Width.Outputs);
        Windows = new Slab(frame.Part(first, end - first));
        windowRows = Pinned([.. Windows.Rows]);
        windowTaps = Pinned([
            .. Enumerable
                .Range(0, channels)
                .SelectMany(channel => Windows.Taps.Select(tap => (channel * Windows.Length) + tap)),
        ]);
    }

    /// <summary>Gets the number of rows of tiles.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of tiles of a row.</summary>
    public int PerRow { get; }

    /// <summary>Gets the number of tiles.</summary>
    public int Tiles => Rows * PerRow;

    /// <summary>Gets the index of the first window in a plane.</summary>
    public int Column { get; }

    /// <summary>Gets the number of windows.</summary>
    public int Columns { get; }

    /// <summary>Gets the copy of a plane from which tiles are read.</summary>
    public Slab Slab { get; }

    /// <summary>Gets the offset of each row of tiles in it.</summary>
    public int[] Starts { get; }

    /// <summary>Gets the offset of each element of a tile.</summary>
    public int* Taps => taps.Pointer;

    /// <summary>Gets the copy of a plane from which windows are read.</summary>
    public Slab Windows { get; }

    /// <summary>Gets the offset of each row of windows in it.</summary>
    public int* WindowRows => windowRows.Pointer;

    /// <summary>Gets the offset of each element of a window, in the copies of all planes one after the other.</summary>
    public int* WindowTaps => windowTaps.Pointer;

    private static PinnedMemory<int> Pinned(int[] values)
    {
        var memory = new PinnedMemory<int>(values.Length);
        values.CopyTo(memory.Span);
        return memory;
    }
}
