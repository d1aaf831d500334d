using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>A block of rows of the windows of a convolution: the offsets of their elements in a slab, and their tiles.</summary>
internal sealed unsafe class ConvBlock
{
    private readonly PinnedMemory<int> offsets;
    private readonly PinnedMemory<int> windows;

    /// <summary>Initializes a new instance of the <see cref="ConvBlock"/> class.</summary>
    /// <param name="frame">The windows.</param>
    /// <param name="column">The index of the first window in a sample.</param>
    /// <param name="channels">The maximum number of channels at once.</param>
    /// <param name="samples">The samples whose windows share tiles.</param>
    /// <param name="tile">The number of lanes of a vector, and the maximum number of vectors of a tile.</param>
    /// <param name="isPlain">Whether windows are read from the planes themselves.</param>
    public ConvBlock(Frame frame, int column, int channels, int samples, (int Lanes, int Vectors) tile, bool isPlain)
    {
        (Column, Columns) = (column, frame.Outputs);
        Slab = new Slab(frame);
        offsets = new PinnedMemory<int>(channels * frame.Taps);
        for (var i = 0; i < channels * frame.Taps; i++)
        {
            offsets.Span[i] = isPlain ? i * frame.Size : (i / frame.Taps * Slab.Length) + Slab.Taps[i % frame.Taps];
        }

        Tiles = ConvTile.Of(samples * Columns, tile.Lanes, tile.Vectors, Runs);
        windows = new PinnedMemory<int>(Columns + GemmKernels<float>.PanelWidth);
        foreach (var run in isPlain ? [new Run(0, 0, Columns)] : Slab.Runs(0, Columns))
        {
            for (var i = 0; i < run.Length; i++)
            {
                windows.Span[run.Target + i] = run.Source + i;
            }
        }

        // The windows of one sample after those of another.
        IEnumerable<Run> Runs(int first, int count)
        {
            for (var at = first; at < first + count; )
            {
                var (sample, window) = Math.DivRem(at, Columns);
                var taken = Math.Min(Columns - window, first + count - at);
                foreach (var run in Slab.Runs(window, taken))
                {
                    var source = run.Source + (sample * channels * Slab.Length);
                    yield return new Run(at - first + run.Target, source, run.Length);
                }

                at += taken;
            }
        }
    }

    public int Column { get; }

    public int Columns { get; }

    public Slab Slab { get; }

    public ConvTile[] Tiles { get; }

    /// <summary>Gets the offset of each tap of each channel in the slabs, or planes, of the channels.</summary>
    public int* Offsets => offsets.Pointer;

    /// <summary>Gets the offset of the first element of each window, padded at the end to a whole tile.</summary>
    public int* Windows => windows.Pointer;
}
