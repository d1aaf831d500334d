using System.Numerics;
using System.Runtime.CompilerServices;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// A convolution whose vectors hold filters: the elements of adjacent windows are read in place, and only the result is transposed. For
/// filters that fill vectors, with enough terms to amortize the transpose.
/// </summary>
internal sealed unsafe class ConvByFilters<T>(
    FilterPanels<T> panels,
    Frame frame,
    (int All, int AtOnce) terms,
    int windows,
    GemmKernels<T> kernels
) : ConvProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Partial sums of all panels are stored until the next channels.
    private readonly int kept = terms.All > terms.AtOnce ? windows * panels.Width : 0;

    /// <inheritdoc/>
    public override int Scratch => Math.Max(windows * panels.Width, panels.Count * kept);

    /// <summary>Whether it is faster.</summary>
    public static bool Fits(int filters, int depth, Frame frame, int lanes)
    {
        var padded = (filters + lanes - 1) / lanes * lanes;
        return 8 * filters >= 7 * padded
            && depth >= filters / 2
            && (frame.IsPlain ? frame.Outputs : frame.Width.Outputs) >= 4;
    }

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
        var depth = channels.Count * frame.Taps;
        var filters = panels.Of(group, part.From) + ((nint)channels.First * frame.Taps * panels.Width);
        for (var p = part.From; p < part.To; p++, filters += panels.Length, scratch += kept)
        {
            var (from, to) = panels.Rows(p);
            var vectors = (to - from + kernels.Lanes - 1) / kernels.Lanes;

            // While the windows use these filters, each tile prefetches a share of the next.
            var tiles = CeilDiv(block.Columns, kernels.Rows);
            var step = CeilDiv(panels.Width, tiles);
            for (var i = 0; i < tiles; i++)
            {
                var window = PartStart(block.Columns, tiles, i);
                kernels
                    .Tile(PartStart(block.Columns, tiles, i + 1) - window, vectors, false)
                    .RunWindows(
                        depth,
                        source,
                        block.Windows + window,
                        block.Offsets,
                        filters,
                        panels.Width,
                        filters + panels.Length + ((nint)i * depth * step),
                        step,
                        scratch + ((nint)window * panels.Width),
                        panels.Width,
                        channels.First > 0
                    );
            }

            if (channels.First + channels.Count == terms.All)
            {
                Transpose<T>.Exact(
                    scratch,
                    panels.Width,
                    block.Columns,
                    sums + ((nint)from * stride),
                    stride,
                    to - from
                );
            }
        }
    }
}
