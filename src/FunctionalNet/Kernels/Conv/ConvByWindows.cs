using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>A convolution whose vectors hold windows: tiles of patches are packed for the micro-kernel.</summary>
internal sealed unsafe class ConvByWindows<T>(
    FilterPanels<T> panels,
    Frame frame,
    int channelBlock,
    GemmKernels<T> kernels
) : ConvProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly bool isPlain = frame.IsPlain;

    /// <inheritdoc/>
    public override int Scratch => channelBlock * frame.Taps * kernels.Vectors * kernels.Lanes;

    /// <inheritdoc/>
    public override FilterPanels<T> Panels => panels;

    /// <inheritdoc/>
    public override void Pack() => panels.Pack();

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Run(
        ConvBlock block,
        T* source,
        int group,
        (int From, int To) part,
        (int First, int Count) channels,
        T* scratch,
        T* sums,
        int stride
    )
    {
        var filters = panels.Of(group, part.From) + ((nint)channels.First * frame.Taps * panels.Width);
        foreach (var tile in block.Tiles)
        {
            var width = tile.Vectors * kernels.Lanes;
            if (isPlain)
            {
                kernels.PackRows(source + tile.Column, frame.Size, scratch, width, tile.Columns, channels.Count);
            }
            else
            {
                loops.Gather(source, block.Offsets, channels.Count * frame.Taps, tile.Runs, tile.Count, scratch, width);
            }

            Multiply(tile, filters, part, channels, scratch, sums + tile.Column, stride);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Multiply(
        ConvTile tile,
        T* filters,
        (int From, int To) part,
        (int First, int Count) channels,
        T* patches,
        T* c,
        int stride
    )
    {
        var width = tile.Vectors * kernels.Lanes;
        var hasEdge = tile.Columns < width;
        for (var p = part.From; p < part.To; p++, filters += panels.Length)
        {
            var (row, end) = panels.Rows(p);
            kernels
                .Tile(end - row, tile.Vectors, hasEdge)
                .Run(
                    channels.Count * frame.Taps,
                    filters,
                    1,
                    panels.Width,
                    patches,
                    width,
                    c + ((nint)row * stride),
                    stride,
                    tile.Columns - width + kernels.Lanes,
                    channels.First > 0
                );
        }
    }
}
