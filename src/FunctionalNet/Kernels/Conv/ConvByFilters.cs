using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// A convolution whose vectors hold filters: the places of some windows side by side are read where they lie, and only the
/// result is turned around. For filters that fill vectors, and have more terms than turning them around costs.
/// </summary>
internal sealed unsafe class ConvByFilters<T>(
    FilterPanels<T> panels,
    Frame frame,
    (int All, int AtOnce) depth,
    int windows,
    GemmKernels<T> kernels
) : ConvProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Sums of all panels wait for the next channels.
    private readonly int kept = depth.All > depth.AtOnce ? windows * panels.Width : 0;

    /// <inheritdoc/>
    public override int Scratch => Math.Max(windows * panels.Width, panels.Count * kept);

    /// <summary>Whether that is worth it.</summary>
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
        var filters = panels.Of(group, part.From) + ((nint)channels.First * frame.Taps * panels.Width);
        for (var p = part.From; p < part.To; p++, filters += panels.Length, scratch += kept)
        {
            var (from, to) = panels.Rows(p);
            var vectors = (to - from + kernels.Lanes - 1) / kernels.Lanes;
            for (var i = 0; i < block.WindowRuns; i++)
            {
                var run = block.Windows[i];
                kernels
                    .Tile((int)run.Length, vectors, false)
                    .Slide(
                        channels.Count * frame.Taps,
                        source + run.Source,
                        block.Offsets,
                        filters,
                        panels.Width,
                        scratch + ((nint)run.Target * panels.Width),
                        panels.Width,
                        channels.First > 0
                    );
            }

            if (channels.First + channels.Count == depth.All)
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
