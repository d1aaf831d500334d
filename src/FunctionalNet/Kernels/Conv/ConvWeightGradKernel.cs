using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The gradient of a convolution with respect to its filters: the product of the cotangent of the windows with the patches, window by
/// window. From a padded copy of a sample with channels last, whole vectors of a patch are packed at once. Samples are summed in parts that
/// depend only on the shapes, and the parts in order, so that the bits never depend on the threads.
/// </summary>
internal sealed unsafe class ConvWeightGradKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxDepth = 384;
    private const int SlabElements = 64 * 1024;
    private const int MaxParts = 8;
    private const int PartialElements = 512 * 1024;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> dy;
    private readonly Buffer<T> dw;
    private readonly Frame frame;
    private readonly int groups;
    private readonly int samples;
    private readonly int filters;
    private readonly ChannelsLast<T>[] blocks;
    private readonly ConvTile[] tiles;
    private readonly int columns;
    private readonly int slabLength;
    private readonly int sampleParts;
    private readonly int filterParts;
    private readonly PinnedMemory<T> partials;
    private readonly Team team;
    private readonly Partition products;
    private readonly Partition sums;

    public ConvWeightGradKernel(Window window, int groups, Buffer<T> x, Buffer<T> dy, Buffer<T> dw, Team team)
    {
        (this.x, this.dy, this.dw, this.team, this.groups) = (x, dy, dw, team, groups);
        frame = Frame.Of(window, x.Sizes, dy.Sizes);
        (samples, filters) = (x.Sizes[0], dw.Sizes[0] / groups);
        var channels = dw.Sizes[1];
        var slices = frame.Slices;
        var count = 1;
        while (
            count < slices
            && new ChannelsLast<T>(frame.Part(0, CeilDiv(slices, count)), 0, channels).Length > SlabElements
        )
        {
            count++;
        }

        var perSlice = frame.Outputs / Math.Max(1, slices);
        blocks =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => (From: slices * i / count, To: slices * (i + 1) / count))
                .Select(part => new ChannelsLast<T>(
                    frame.Part(part.From, part.To - part.From),
                    part.From * perSlice,
                    channels
                )),
        ];
        columns = frame.Taps * blocks[0].Channels;
        slabLength = (blocks.Max(block => block.Length) + kernels.Lanes + 15) / 16 * 16;
        tiles = ConvTile.Of(columns, kernels.Lanes, kernels.Vectors, blocks[0].Runs);
        sampleParts = Math.Max(1, Math.Min(Math.Min(samples, MaxParts), PartialElements / (dw.Sizes[0] * columns)));
        filterParts = Math.Clamp(CeilDiv(MaxParts, sampleParts), 1, CeilDiv(filters, 2 * kernels.Rows));
        partials = new PinnedMemory<T>(sampleParts * dw.Sizes[0] * columns);
        var isSmall = 2L * dy.Length * channels * frame.Taps < FlopsWorthAThread;
        products = new Partition(sampleParts * groups * filterParts, (part, _) => Part(part), isSmall);
        sums = new Partition(dw.Sizes[0], (filter, _) => Sum(filter), isSmall);
    }

    public override void Run()
    {
        if (dy.Length == 0)
        {
            dw.Span.Clear();
            return;
        }

        products.Run(team);
        sums.Run(team);
    }

    private void Part(int part)
    {
        var (rest, filterPart) = Math.DivRem(part, filterParts);
        var (samplePart, group) = Math.DivRem(rest, groups);
        var (from, to) = (PartStart(filters, filterParts, filterPart), PartStart(filters, filterParts, filterPart + 1));
        var slab = GemmScratch<T>.Reserve(slabLength + (kernels.Vectors * kernels.Lanes * MaxDepth));
        var panel = slab + slabLength;
        var c = partials.Pointer + (((nint)samplePart * dw.Sizes[0]) + (group * filters) + from) * columns;
        var isFirst = true;
        var end = PartStart(samples, sampleParts, samplePart + 1);
        for (var sample = PartStart(samples, sampleParts, samplePart); sample < end; sample++)
        {
            var outer = (nint)((sample * groups) + group);
            foreach (var block in blocks)
            {
                block.Load(kernels, x.Pointer + (outer * dw.Sizes[1] * frame.Size), slab);
                var flow = dy.Pointer + (((outer * filters) + from) * frame.Outputs) + block.Column;
                for (var chunks = CeilDiv(block.Outputs, MaxDepth); chunks > 0; chunks--)
                {
                    var total = CeilDiv(block.Outputs, MaxDepth);
                    var place = PartStart(block.Outputs, total, total - chunks);
                    var depth = PartStart(block.Outputs, total, total - chunks + 1) - place;
                    Chunk(block.Positions + place, flow + place, slab, panel, c, depth, to - from, !isFirst);
                    isFirst = false;
                }
            }
        }
    }

    private void Chunk(int* positions, T* flow, T* slab, T* panel, T* c, int depth, int rows, bool add)
    {
        var panels = CeilDiv(rows, kernels.Rows);
        foreach (var tile in tiles)
        {
            var width = tile.Vectors * kernels.Lanes;
            loops.Gather(slab, positions, depth, tile.Runs, tile.Count, panel, width);
            for (var p = 0; p < panels; p++)
            {
                var (row, end) = (PartStart(rows, panels, p), PartStart(rows, panels, p + 1));
                kernels
                    .Tile(end - row, tile.Vectors, tile.Columns < width)
                    .Run(
                        depth,
                        flow + ((nint)row * frame.Outputs),
                        frame.Outputs,
                        1,
                        panel,
                        width,
                        c + ((nint)row * columns) + tile.Column,
                        columns,
                        tile.Columns - width + kernels.Lanes,
                        add
                    );
            }
        }
    }

    // The partial sums of one filter, added in order, with the taps innermost again.
    private void Sum(int filter)
    {
        var total = new Span<T>(partials.Pointer + ((nint)filter * columns), columns);
        for (var part = 1; part < sampleParts; part++)
        {
            var at = partials.Pointer + (((nint)part * dw.Sizes[0]) + filter) * columns;
            TensorPrimitives.Add(total, new ReadOnlySpan<T>(at, columns), total);
        }

        var to = dw.Pointer + ((nint)filter * dw.Sizes[1] * frame.Taps);
        for (var channel = 0; channel < dw.Sizes[1]; channel++)
        {
            for (var tap = 0; tap < frame.Taps; tap++)
            {
                *to++ = total[(tap * blocks[0].Channels) + channel];
            }
        }
    }
}
