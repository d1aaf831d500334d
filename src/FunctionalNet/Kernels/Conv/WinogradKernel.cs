using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// A convolution of 3 x 3 windows by Winograd's minimal filtering F(2 x 2, 3 x 3): tiles of 4 x 4 elements of a plane and the filters are
/// transformed, 16 matrix products multiply the transforms, and tiles of 2 x 2 windows come back: 16 multiplications instead of 36. Each
/// element of the products is one chain of multiply-adds in the order of the channels, so the bits depend neither on the blocks, nor on
/// the threads, nor on the vector width.
/// </summary>
/// <remarks>
/// A window is computed from the elements that it reads, and from no other; but differences of infinite or huge elements are NaN
/// where the sum itself is not. The windows of a sample with such elements are sums of all of their products. Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2016.
/// </remarks>
internal sealed unsafe class WinogradKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Places = WinogradFilters<T>.Places;

    // With fewer channels or filters, the transforms cost more than they save; with smaller images, reading the transformed filters does.
    private const int FewestChannels = 32;
    private const int FewestWindows = 16;
    private const int MaxFilters = 1 << 24;

    // Elements of the transformed tiles of a block, which stay in the L2 cache, and the minimum number of tiles that share the filters.
    private const int BlockElements = 96 * 1024;
    private const int FewestTiles = 48;

    // The products of some panels before they are transformed back; the bytes of a strip of tiles in the L1 cache; the parts for a thread.
    private const int ProductElements = 128 * 1024;
    private const int StripBytes = 24 * 1024;
    private const int PartsOfAThread = 4;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly WinogradLoops<T> transforms = WinogradLoops<T>.Instance;
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> y;
    private readonly Frame frame;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly WinogradFilters<T> panels;
    private readonly WinogradBlock[] blocks;
    private readonly Magnitude<T> input;
    private readonly Magnitude<T> weights;
    private readonly int filterParts;
    private readonly int stride;
    private readonly int matrix;
    private readonly int slabLength;
    private readonly int together;
    private readonly int scratch;
    private readonly Epilogue? epilogue;
    private readonly Team team;
    private readonly Partition partition;

    /// <summary>Initializes a new instance of the <see cref="WinogradKernel{T}"/> class.</summary>
    /// <param name="buffers">The input, the filters and the result.</param>
    /// <param name="frame">The windows.</param>
    /// <param name="sizes">The number of groups, and of filters and channels per group.</param>
    /// <param name="isTurned">Whether taps are in reverse order, and filters and channels are swapped.</param>
    /// <param name="team">The threads.</param>
    /// <param name="epilogue">Applied to finished rows of the result.</param>
    public WinogradKernel(
        (Buffer<T> X, Buffer<T> W, Buffer<T> Y) buffers,
        Frame frame,
        (int Groups, int Filters, int Channels) sizes,
        bool isTurned,
        Team team,
        Epilogue? epilogue
    )
    {
        (x, var w, y) = buffers;
        (this.frame, this.team, this.epilogue) = (frame, team, epilogue);
        (groups, filters, channels) = sizes;
        input = new Magnitude<T>(x, x.Sizes[0], team);
        weights = new Magnitude<T>(w, 1, team);
        panels = new WinogradFilters<T>(w, sizes, isTurned, kernels.Rows, team);
        var tiles = Tiles(frame);
        var outer = x.Sizes[0] * groups;
        var (rows, perRow) = (tiles.Height.Outputs, tiles.Width.Outputs);
        var most = Math.Max(1, Math.Max(FewestTiles, BlockElements / Places / channels) / perRow);
        var count = CeilDiv(rows, most);
        while (
            team.Threads > 1
            && outer * count < PartsOfAThread * team.Threads
            && rows / (count + 1) * perRow >= FewestTiles / 2
        )
        {
            count++;
        }

        blocks =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new WinogradBlock(
                    frame,
                    tiles,
                    channels,
                    (PartStart(rows, count, i), PartStart(rows, count, i + 1))
                )),
        ];

        // An odd number of cache lines, so that the rows of a strip fall into different sets of the L1 cache.
        var line = Math.Max(1, 64 / sizeof(T));
        stride = (CeilDiv(blocks.Max(block => block.Tiles) + kernels.Lanes, line) | 1) * line;

        // A slab, or a filter as it is; copies of all planes take less than their tiles.
        var length = Math.Max(blocks.Max(block => block.Slab.Length) + kernels.Lanes, channels * frame.Taps);
        slabLength = CeilDiv(length, line) * line;
        together = Math.Clamp(ProductElements / (Places * stride * kernels.Rows), 1, panels.Panels);
        matrix = ((channels * stride / line) | 1) * line;
        scratch = slabLength + (Places * (matrix + (stride * together * GemmKernels<T>.PanelWidth)));
        filterParts =
            team.Threads > 1 ? Math.Clamp(2 * team.Threads / (outer * count), 1, Math.Max(1, panels.Panels / 4)) : 1;
        partition = new Partition(
            outer * count * filterParts,
            Part,
            2L * y.Length * channels * Places / 4 < FlopsWorthAThread
        );
    }

    /// <summary>Whether it is faster; by the sizes of a sample alone, on which the bits may depend.</summary>
    public static bool Fits(Frame frame, int filters, int channels) =>
        channels >= FewestChannels
        && filters >= FewestChannels
        && frame.Depth is { Size: 1, Outputs: 1, Kernel: 1, Before: 0 }
        && (long)filters * channels <= MaxFilters
        && IsFit(frame.Height)
        && IsFit(frame.Width);

    /// <inheritdoc/>
    public override void Prepare()
    {
        weights.Look();
        if (weights.IsOrdinary(0))
        {
            panels.Pack();
        }
    }

    /// <inheritdoc/>
    public override void Run()
    {
        input.Look();
        partition.Run(team);
    }

    private static bool IsFit(WindowAxis axis) =>
        axis is { Kernel: 3, Stride: 1, Dilation: 1, Outputs: >= FewestWindows };

    // A tile of 2 x 2 windows reads 4 x 4 elements; the next one begins two further.
    private static Frame Tiles(Frame frame)
    {
        return frame with { Height = Of(frame.Height), Width = Of(frame.Width) };

        static WindowAxis Of(WindowAxis axis) =>
            axis with
            {
                Outputs = CeilDiv(axis.Outputs, 2),
                Kernel = 4,
                Stride = 2,
            };
    }

    [MethodImpl(Compiled.Alone)]
    private void Part(int part, int worker)
    {
        (part, var share) = Math.DivRem(part, filterParts);
        var (outer, index) = Math.DivRem(part, blocks.Length);
        var group = outer % groups;
        var block = blocks[index];
        var slab = GemmScratch<T>.Reserve(scratch);
        var tiles = slab + slabLength;
        var products = tiles + ((nint)Places * matrix);
        var plane = x.Pointer + ((nint)outer * channels * frame.Size);
        var (begin, end) = (
            PartStart(panels.Panels, filterParts, share),
            PartStart(panels.Panels, filterParts, share + 1)
        );
        if (!weights.IsOrdinary(0) || !input.IsOrdinary(outer / groups))
        {
            Sums(block, outer, (panels.Row(begin), panels.Row(end)), plane, tiles, slab);
            epilogue?.Run(
                (outer * filters) + panels.Row(begin),
                panels.Row(end) - panels.Row(begin),
                block.Column,
                block.Columns,
                worker
            );
            return;
        }

        for (var channel = 0; channel < channels; channel++, plane += frame.Size)
        {
            block.Slab.Load(loops, plane, slab);
            for (var row = 0; row < block.Rows; row++)
            {
                transforms.Input(
                    slab + block.Starts[row],
                    block.Taps,
                    tiles + ((nint)channel * stride) + (row * block.PerRow),
                    matrix,
                    block.PerRow
                );
            }
        }

        for (var panel = begin; panel < end; panel += together)
        {
            var last = Math.Min(end, panel + together);
            for (var place = 0; place < Places; place++)
            {
                Multiply(block, group, place, (panel, last), tiles, products);
            }

            Output(
                block,
                (outer * filters) + panels.Row(panel),
                panels.Row(last) - panels.Row(panel),
                products,
                worker
            );
        }
    }

    // Filters by channels times channels by tiles, for one element of the transforms.
    [MethodImpl(Compiled.Alone)]
    private void Multiply(WinogradBlock block, int group, int place, (int From, int To) part, T* tiles, T* products)
    {
        tiles += (nint)place * matrix;
        products += (nint)place * stride;
        var vectors = CeilDiv(block.Tiles, kernels.Lanes);
        var strips = CeilDiv(vectors, kernels.Vectors);
        for (var strip = 0; strip < strips; strip++)
        {
            var from = PartStart(vectors, strips, strip);
            var count = PartStart(vectors, strips, strip + 1) - from;
            var column = from * kernels.Lanes;
            var depth = StripBytes / (count * kernels.Lanes * sizeof(T));
            for (var channel = 0; channel < channels; channel += depth)
            {
                for (var panel = part.From; panel < part.To; panel++)
                {
                    var row = panels.Row(panel) - panels.Row(part.From);
                    var filter = panels.Of(group, place, panel) + ((nint)channel * GemmKernels<T>.PanelWidth);
                    var next = filter + ((nint)channels * GemmKernels<T>.PanelWidth);
                    kernels
                        .Tile(panels.Row(panel + 1) - panels.Row(panel), count, isEdge: false)
                        .RunWithPrefetch(
                            Math.Min(depth, channels - channel),
                            filter,
                            1,
                            GemmKernels<T>.PanelWidth,
                            tiles + ((nint)channel * stride) + column,
                            stride,
                            next,
                            GemmKernels<T>.PanelWidth,
                            products + ((nint)row * Places * stride) + column,
                            Places * stride,
                            kernels.Lanes,
                            channel > 0
                        );
                }
            }
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Output(WinogradBlock block, int first, int count, T* products, int worker)
    {
        var width = frame.Width.Outputs;
        var rows = block.Columns / width;
        for (var filter = 0; filter < count; filter++, products += Places * stride)
        {
            var target = y.Pointer + ((nint)(first + filter) * frame.Outputs) + block.Column;
            for (var row = 0; row < block.Rows; row++, target += 2 * width)
            {
                var hasLower = (2 * row) + 1 < rows;
                transforms.Output(products + (row * block.PerRow), stride, target, target + width, hasLower, width);
            }
        }

        epilogue?.Run(first, count, block.Column, block.Columns, worker);
    }

    // The windows of some filters as sums of all of their products: from padded copies of all planes, with the weights of one filter.
    [MethodImpl(Compiled.Alone)]
    private void Sums(WinogradBlock block, int outer, (int From, int To) part, T* plane, T* planes, T* filter)
    {
        for (var channel = 0; channel < channels; channel++, plane += frame.Size)
        {
            block.Windows.Load(loops, plane, planes + ((nint)channel * block.Windows.Length));
        }

        for (var i = part.From; i < part.To; i++)
        {
            panels.Copy(outer % groups, i, filter);
            var target = y.Pointer + ((((nint)outer * filters) + i) * frame.Outputs) + block.Column;
            loops.Correlate(
                planes,
                block.WindowRows,
                block.Columns / frame.Width.Outputs,
                block.WindowTaps,
                filter,
                channels * frame.Taps,
                target,
                frame.Width.Outputs
            );
        }
    }
}
