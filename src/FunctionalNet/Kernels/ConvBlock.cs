using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>Some rows of the windows of a convolution: where their elements lie in a slab, and the tiles that they fall into.</summary>
internal sealed unsafe class ConvBlock
{
    private readonly PinnedMemory<int> offsets;

    public ConvBlock(Frame frame, int column, int channels, int samples, int lanes)
    {
        (Column, Columns) = (column, frame.Outputs);
        Slab = new Slab(frame);
        offsets = new PinnedMemory<int>(channels * frame.Taps);
        for (var i = 0; i < channels * frame.Taps; i++)
        {
            offsets.Span[i] = (i / frame.Taps * Slab.Length) + Slab.Taps[i % frame.Taps];
        }

        Tiles = ConvTile.Of(samples * Columns, lanes, Runs);

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

    /// <summary>Gets where each tap of each channel lies in the slabs of the channels.</summary>
    public int* Offsets => offsets.Pointer;
}
