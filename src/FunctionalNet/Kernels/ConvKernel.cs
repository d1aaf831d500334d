using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// Convolution as a matrix product of the filters with patches that never exist as a whole: a padded copy of some rows of
/// a sample stays in the second-level cache, and tiles of patches are packed from it as the micro-kernel reads them.
/// </summary>
internal sealed unsafe class ConvKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The most terms between loading and storing a tile; the elements of a slab; the fewest windows of a block.
    private const int MostDepth = 384;
    private const int SlabElements = 64 * 1024;
    private const int FewestColumns = 96;

    // The share of lanes that should be used.
    private const double FullVectors = 0.94;

    // There should be so many parts, whatever the number of threads. A dispatch is worth this much work.
    private const int WantedParts = 16;
    private const long FlopsWorthAThread = 400_000;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> y;
    private readonly Frame frame;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly int taps;
    private readonly int depth;
    private readonly int outputs;
    private readonly FilterPanels<T> panels;
    private readonly int channelBlock;
    private readonly bool isPointwise;
    private readonly ConvBlock[] blocks;
    private readonly int together;
    private readonly int slabLength;
    private readonly int panelLength;
    private readonly int scratch;
    private readonly Epilogue? epilogue;
    private readonly Team team;
    private readonly Parts work;
    private readonly int parts;
    private readonly bool isSmall;

    private ConvKernel(
        (Buffer<T> X, Buffer<T> W, Buffer<T> Y) buffers,
        Frame frame,
        (int Groups, int Filters, int Channels) sizes,
        bool isFlipped,
        Team team,
        Epilogue? epilogue
    )
    {
        (x, y) = (buffers.X, buffers.Y);
        (this.frame, this.team, this.epilogue) = (frame, team, epilogue);
        (groups, filters, channels) = sizes;
        (taps, outputs, depth) = (frame.Taps, frame.Outputs, channels * frame.Taps);
        channelBlock = Up(channels, Up(depth, MostDepth));
        isPointwise = frame.IsPlain;
        together = Together();
        var outer = Up(x.Sizes[0], together) * groups;
        blocks = together > 1 ? [new ConvBlock(frame, 0, channelBlock, together, kernels.Lanes)] : Cut(outer);
        parts = outer * blocks.Length;
        isSmall = 2L * y.Length * channels * frame.Taps < FlopsWorthAThread;
        panels = new FilterPanels<T>(buffers.W, sizes, taps, isFlipped, kernels);
        var slab = isPointwise ? 0 : together * channelBlock * blocks.Max(block => block.Slab.Length);
        slabLength = (slab + kernels.Lanes + 15) / 16 * 16;
        panelLength = channelBlock * frame.Taps * 3 * kernels.Lanes;
        scratch = slabLength + panelLength + (together > 1 ? together * frame.Outputs * filters : 0);
        work = new Parts(this);
    }

    /// <summary>A convolution.</summary>
    public static ConvKernel<T> Of(
        Ops.ConvOp op,
        Buffer<T> x,
        Buffer<T> w,
        Buffer<T> y,
        Team team,
        Epilogue? epilogue = null
    ) =>
        new(
            (x, w, y),
            Frame.Of(op.Window, x.Sizes, y.Sizes),
            (op.Groups, w.Sizes[0] / op.Groups, w.Sizes[1]),
            false,
            team,
            epilogue
        );

    /// <summary>A transposed convolution in steps of one, which is a convolution with the filters turned around.</summary>
    public static ConvKernel<T> Back(Ops.ConvTransposeOp op, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team) =>
        new(
            (x, w, y),
            Frame.Of(op.Window, y.Sizes, x.Sizes).Turned,
            (op.Groups, w.Sizes[1], w.Sizes[0] / op.Groups),
            true,
            team,
            null
        );

    /// <summary>Whether that is faster than to add windows up: filters must fill panels.</summary>
    public static bool FitsBack(Ops.ConvTransposeOp op, Shape w) =>
        op.Window.Strides.All(stride => stride == 1) && w[1].Size >= 8;

    public override void Run()
    {
        if (y.Length == 0)
        {
            return;
        }

        panels.Pack();
        if (isSmall)
        {
            for (var part = 0; part < parts; part++)
            {
                Part(part, team.Worker);
            }
        }
        else
        {
            team.Run(work, parts);
        }
    }

    private static int Up(int x, int y) => (x + y - 1) / y;

    // So many samples share tiles, where one has too few windows to fill vectors.
    private int Together()
    {
        var count = 1;
        if (!isPointwise)
        {
            var slab = new Slab(frame).Length * channelBlock;
            while (
                count < x.Sizes[0]
                && count * frame.Outputs < 4 * 3 * kernels.Lanes
                && count * frame.Outputs < FullVectors * Up(count * frame.Outputs, kernels.Lanes) * kernels.Lanes
                && (count + 1) * slab <= SlabElements
            )
            {
                count++;
            }
        }

        return count;
    }

    private ConvBlock[] Cut(int outer)
    {
        var slices = frame.Slices;
        var perSlice = frame.Outputs / Math.Max(1, slices);
        var count = 1;
        while (
            count < slices
            && (
                (outer * count < WantedParts && frame.Outputs / (count + 1) >= FewestColumns)
                || (!isPointwise && new Slab(frame.Part(0, Up(slices, count))).Length * channelBlock > SlabElements)
            )
        )
        {
            count++;
        }

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => (From: slices * i / count, To: slices * (i + 1) / count))
                .Select(part => new ConvBlock(
                    frame.Part(part.From, part.To - part.From),
                    part.From * perSlice,
                    channelBlock,
                    1,
                    kernels.Lanes
                )),
        ];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Part(int part, int worker)
    {
        var (outer, index) = Math.DivRem(part, blocks.Length);
        var (first, group) = (outer / groups * together, outer % groups);
        var samples = Math.Min(together, x.Sizes[0] - first);
        var block = blocks[index];
        var slab = GemmScratch<T>.Reserve(scratch);
        var panel = slab + slabLength;
        var target = y.Pointer + (Row(first, group) * outputs) + block.Column;
        var stride = together == 1 ? outputs : together * outputs;
        var sums = together == 1 ? target : panel + panelLength;
        for (var channel = 0; channel < channels; channel += channelBlock)
        {
            var count = Math.Min(channelBlock, channels - channel);
            var planes = x.Pointer + (((((nint)first * groups) + group) * channels) + channel) * frame.Size;
            if (!isPointwise)
            {
                for (var i = 0; i < samples * count; i++)
                {
                    var (sample, plane) = Math.DivRem(i, count);
                    block.Slab.Load(
                        loops,
                        planes + ((((nint)sample * groups * channels) + plane) * frame.Size),
                        slab + (((sample * channelBlock) + plane) * block.Slab.Length)
                    );
                }
            }

            foreach (var tile in block.Tiles)
            {
                var width = tile.Vectors * kernels.Lanes;
                if (isPointwise)
                {
                    var from = planes + block.Column + tile.Column;
                    kernels.PackRows(from, frame.Size, panel, width, tile.Columns, count);
                }
                else
                {
                    loops.Gather(slab, block.Offsets, count * taps, tile.Runs, tile.Count, panel, width);
                }

                Tile(tile, group, channel, count * taps, panel, sums + tile.Column, stride);
            }
        }

        for (var sample = 0; sample < samples; sample++)
        {
            if (together > 1)
            {
                for (var filter = 0; filter < filters; filter++)
                {
                    var from = sums + (((filter * together) + sample) * outputs);
                    var to = y.Pointer + ((Row(first + sample, group) + filter) * outputs);
                    new ReadOnlySpan<T>(from, outputs).CopyTo(new Span<T>(to, outputs));
                }
            }

            epilogue?.Run((int)Row(first + sample, group), filters, block.Column, block.Columns, worker);
        }
    }

    // The first row of the result that a group of a sample has.
    private nint Row(int sample, int group) => (((nint)sample * groups) + group) * filters;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile(ConvTile tile, int group, int channel, int terms, T* panel, T* c, int stride)
    {
        var width = tile.Vectors * kernels.Lanes;
        var hasEdge = tile.Columns < width;
        var a = panels.Of(group) + (channel * taps * kernels.Rows);
        for (var p = 0; p < panels.Count; p++, a += depth * kernels.Rows)
        {
            var (row, end) = panels.Rows(p);
            kernels
                .Tile(end - row, tile.Vectors, hasEdge)
                .Run(
                    terms,
                    a,
                    1,
                    kernels.Rows,
                    panel,
                    width,
                    c + ((nint)row * stride),
                    stride,
                    tile.Columns - width + kernels.Lanes,
                    channel > 0
                );
        }
    }

    private sealed class Parts(ConvKernel<T> kernel) : Work
    {
        public override void Run(int part, int worker) => kernel.Part(part, worker);
    }
}
