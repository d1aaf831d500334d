using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// Convolution as a matrix product of the filters with patches that are never stored as a whole: a padded copy of some rows of a sample
/// stays in the L2 cache, and is read by a <see cref="ConvProduct{T}"/>, whose inner loop is that of products, <see cref="GemmTile{T}"/>.
/// </summary>
internal sealed unsafe class ConvKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The maximum number of terms between loading and storing a tile.
    private const int MaxDepth = 384;

    // The elements of a slab, or of a slab and the partial sums beside it.
    private const int SlabElements = 64 * 1024;

    // The minimum number of windows of a block, if blocks are cut for threads.
    private const int FewestColumns = 96;

    // The same, if a block has partial sums.
    private const int FewestColumnsForSums = 192;

    // The share of lanes that should be used.
    private const double FullVectors = 0.94;

    // The number of parts that threads should find, whatever their number.
    private const int WantedParts = 16;

    // Filters are only split if there are fewer parts per thread than this.
    private const int PartsOfAThread = 4;

    // The minimum number of filters of a part, since each part copies the planes.
    private const int FewestFilters = 32;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> y;
    private readonly Frame frame;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly int outputs;
    private readonly ConvProduct<T> product;
    private readonly int channelBlock;
    private readonly bool isPointwise;
    private readonly ConvBlock[] blocks;
    private readonly int together;
    private readonly int filterParts;
    private readonly int slabLength;
    private readonly int scratch;
    private readonly Epilogue? epilogue;
    private readonly Team team;
    private readonly Partition partition;

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
        outputs = frame.Outputs;
        var depth = channels * frame.Taps;
        channelBlock = CeilDiv(channels, CeilDiv(depth, MaxDepth));
        isPointwise = frame.IsPlain;
        var byFilters = ConvByFilters<T>.Fits(filters, depth, frame, kernels.Lanes);
        together = byFilters ? 1 : Together();
        var outer = CeilDiv(x.Sizes[0], together) * groups;
        var panels = new FilterPanels<T>(buffers.W, sizes, frame.Taps, isFlipped, kernels, byFilters);
        var waiting = byFilters ? panels.Width * (channels > channelBlock ? panels.Count : 1) : 0;
        blocks = together > 1 ? [Block(frame, 0)] : Cut(outer, waiting);
        product = byFilters
            ? new ConvByFilters<T>(panels, frame, (channels, channelBlock), blocks.Max(block => block.Columns), kernels)
            : new ConvByWindows<T>(panels, frame, channelBlock, kernels);
        var slab = isPointwise ? 0 : together * channelBlock * blocks.Max(block => block.Slab.Length);
        slabLength = (slab + kernels.Lanes + 15) / 16 * 16;
        scratch = slabLength + product.Scratch + (together > 1 ? together * frame.Outputs * filters : 0);
        filterParts = FilterParts(outer * blocks.Length, panels.Count);
        partition = new Partition(outer * blocks.Length * filterParts, Part, 2L * y.Length * depth < FlopsWorthAThread);
    }

    /// <summary>A convolution.</summary>
    public static Kernel Of(
        Window window,
        int groups,
        Buffer<T> x,
        Buffer<T> w,
        Buffer<T> y,
        Team team,
        Epilogue? epilogue = null
    ) =>
        Of(
            (x, w, y),
            Frame.Of(window, x.Sizes, y.Sizes),
            (groups, w.Sizes[0] / groups, w.Sizes[1]),
            false,
            team,
            epilogue
        );

    /// <summary>A transposed convolution of stride 1, which is a convolution with flipped filters.</summary>
    public static Kernel Back(Window window, int groups, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team) =>
        Of(
            (x, w, y),
            Frame.Of(window, y.Sizes, x.Sizes).Turned,
            (groups, w.Sizes[1], w.Sizes[0] / groups),
            true,
            team,
            null
        );

    public override void Prepare()
    {
        if (y.Length > 0)
        {
            product.Pack();
        }
    }

    public override void Run()
    {
        if (y.Length > 0)
        {
            partition.Run(team);
        }
    }

    private static Kernel Of(
        (Buffer<T> X, Buffer<T> W, Buffer<T> Y) buffers,
        Frame frame,
        (int Groups, int Filters, int Channels) sizes,
        bool isFlipped,
        Team team,
        Epilogue? epilogue
    ) =>
        buffers.Y.Length > 0 && WinogradKernel<T>.Fits(frame, sizes.Filters, sizes.Channels)
            ? new WinogradKernel<T>(buffers, frame, sizes, isFlipped, team, epilogue)
            : new ConvKernel<T>(buffers, frame, sizes, isFlipped, team, epilogue);

    // This many samples share tiles, if one has too few windows to fill vectors.
    private int Together()
    {
        var count = 1;
        if (!isPointwise)
        {
            var slab = new Slab(frame).Length * channelBlock;
            while (
                count < x.Sizes[0]
                && count * frame.Outputs < 4 * 3 * kernels.Lanes
                && count * frame.Outputs < FullVectors * CeilDiv(count * frame.Outputs, kernels.Lanes) * kernels.Lanes
                && (count + 1) * slab <= SlabElements
            )
            {
                count++;
            }
        }

        return count;
    }

    private int FilterParts(int parts, int panels)
    {
        var count = 1;
        while (
            team.Threads > 1
            && together == 1
            && parts * count < PartsOfAThread * team.Threads
            && count < panels
            && filters / (count + 1) >= FewestFilters
        )
        {
            count++;
        }

        return count;
    }

    // The partial sums of a window are read again from the L2 cache, which also holds the slab.
    private ConvBlock[] Cut(int outer, int waiting)
    {
        var slices = frame.Slices;
        var perSlice = frame.Outputs / Math.Max(1, slices);
        var count = 1;
        while (
            count < slices
            && (
                (team.Threads > 1 && outer * count < WantedParts && frame.Outputs / (count + 1) >= FewestColumns)
                || SlabOf(CeilDiv(slices, count)) > SlabElements
                || (
                    frame.Outputs / (count + 1) >= FewestColumnsForSums
                    && SlabOf(CeilDiv(slices, count)) + (CeilDiv(slices, count) * perSlice * waiting) > SlabElements
                )
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
                .Select(part => Block(frame.Part(part.From, part.To - part.From), part.From * perSlice)),
        ];
    }

    private int SlabOf(int slices) => isPointwise ? 0 : new Slab(frame.Part(0, slices)).Length * channelBlock;

    private ConvBlock Block(Frame windows, int column) =>
        new(windows, column, channelBlock, together, (kernels.Lanes, kernels.Vectors), isPointwise);

    [MethodImpl(Compiled.Alone)]
    private void Part(int part, int worker)
    {
        (part, var share) = Math.DivRem(part, filterParts);
        var (outer, index) = Math.DivRem(part, blocks.Length);
        var panels = product.Panels;
        var taken = (PartStart(panels.Count, filterParts, share), PartStart(panels.Count, filterParts, share + 1));
        var (from, end) = (panels.Rows(taken.Item1).From, panels.Rows(taken.Item2 - 1).To);
        var (first, group) = (outer / groups * together, outer % groups);
        var samples = Math.Min(together, x.Sizes[0] - first);
        var block = blocks[index];
        var slab = GemmScratch<T>.Reserve(scratch);
        var memory = slab + slabLength;
        var target = y.Pointer + (Row(first, group) * outputs) + block.Column;
        var stride = together == 1 ? outputs : together * outputs;
        var sums = together == 1 ? target : memory + product.Scratch;
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

            product.Run(
                block,
                isPointwise ? planes + block.Column : slab,
                group,
                taken,
                (channel, count),
                memory,
                sums,
                stride
            );
        }

        for (var sample = 0; sample < samples; sample++)
        {
            if (together > 1)
            {
                for (var filter = 0; filter < filters; filter++)
                {
                    var line = sums + (((filter * together) + sample) * outputs);
                    var to = y.Pointer + ((Row(first + sample, group) + filter) * outputs);
                    new ReadOnlySpan<T>(line, outputs).CopyTo(new Span<T>(to, outputs));
                }
            }

            epilogue?.Run((int)Row(first + sample, group) + from, end - from, block.Column, block.Columns, worker);
        }
    }

    // The first row of the result of a group of a sample.
    private nint Row(int sample, int group) => (((nint)sample * groups) + group) * filters;
}
