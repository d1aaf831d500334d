using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Some rows of the tiles of a plane: where their elements are in a slab.</summary>
internal sealed unsafe class WinogradBlock
{
    private readonly PinnedMemory<int> taps;

    /// <summary>Initializes a new instance of the <see cref="WinogradBlock"/> class.</summary>
    /// <param name="tiles">The tiles of a plane.</param>
    /// <param name="from">The first row of them.</param>
    /// <param name="to">The index after the last row.</param>
    public WinogradBlock(Frame tiles, int from, int to)
    {
        (From, To, PerRow) = (from, to, tiles.Width.Outputs);
        var part = tiles.Part(from, to - from);
        Slab = new Slab(part);
        Starts = [.. Slab.Rows];
        taps = new PinnedMemory<int>(Slab.Taps.Length);
        Slab.Taps.CopyTo(taps.Span);
    }

    /// <summary>Gets the first row of tiles.</summary>
    public int From { get; }

    /// <summary>Gets the index after the last row of tiles.</summary>
    public int To { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows => To - From;

    /// <summary>Gets the number of tiles of a row.</summary>
    public int PerRow { get; }

    /// <summary>Gets the number of tiles.</summary>
    public int Tiles => Rows * PerRow;

    /// <summary>Gets the padded copy of the elements of a plane.</summary>
    public Slab Slab { get; }

    /// <summary>Gets the offset of each row of tiles in the slab.</summary>
    public int[] Starts { get; }

    /// <summary>Gets the offset of each element of a tile.</summary>
    public int* Taps => taps.Pointer;
}
