using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// The transposed convolution, which is also the gradient of a convolution with respect to its input: the product of the transposed filters
/// with a tile of windows, whose rows are accumulated into a padded copy of some planes while they are in the L1 cache.
/// </summary>
internal sealed unsafe class ConvTransposeKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = GemmKernels<T>.PanelWidth;
    private const int SlabElements = 64 * 1024;
    private const int FewestRows = 64;
    private const int WantedParts = 16;
    private const int TileVectors = 3;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> w;
    private readonly Buffer<T> y;
    private readonly Frame frame;
    private readonly Slab slab;
    private readonly ConvTile[] tiles;
    private readonly PinnedMemory<int> offsets;
    private readonly PinnedMemory<T> packed;
    private readonly int groups;
    private readonly int channels;
    private readonly int filters;
    private readonly int block;
    private readonly int blocks;
    private readonly Team team;
    private readonly Partition partition;

    public ConvTransposeKernel(Window window, int groups, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team)
    {
        (this.x, this.w, this.y, this.team, this.groups) = (x, w, y, team, groups);
        (channels, filters) = (w.Sizes[0] / groups, w.Sizes[1]);
        frame = Frame.Of(window, y.Sizes, x.Sizes);
        slab = new Slab(frame);
        tiles = ConvTile.Of(frame.Outputs, kernels.WholeLanes, TileVectors, slab.Runs);
        var outer = x.Sizes[0] * groups;
        block = Math.Clamp(
            SlabElements / Math.Max(1, slab.Length),
            Math.Min(filters, CeilDiv(FewestRows, frame.Taps)),
            filters
        );
        while (outer * CeilDiv(filters, block) < WantedParts && block * frame.Taps > FewestRows)
        {
            block = CeilDiv(block, 2);
        }

        blocks = CeilDiv(filters, block);
        offsets = new PinnedMemory<int>(block * frame.Taps);
        for (var i = 0; i < block * frame.Taps; i++)
        {
            offsets.Span[i] = (i / frame.Taps * slab.Length) + slab.Taps[i % frame.Taps];
        }

        packed = new PinnedMemory<T>(groups * blocks * BlockLength);
        var isSmall = 2L * x.Length * filters * frame.Taps < FlopsWorthAThread;
        partition = new Partition(outer * blocks, (part, _) => Part(part), isSmall);
    }

    private int Panels => CeilDiv(block * frame.Taps, Rows);

    private int BlockLength => Panels * Rows * channels;

    private int Width => TileVectors * kernels.WholeLanes;

    public override void Run() => partition.Run(team);

    /// <summary>Packs the transposed filters in panels of rows: a row for each tap of each filter of a block.</summary>
    public override void Prepare()
    {
        var stride = filters * frame.Taps;
        for (var i = 0; i < groups * blocks; i++)
        {
            var first = i % blocks * block * frame.Taps;
            var rows = Math.Min(block * frame.Taps, stride - first);
            var from = w.Pointer + ((nint)(i / blocks) * channels * stride) + first;
            var to = packed.Pointer + ((nint)i * BlockLength);
            for (var row = 0; row < rows; row += Rows, to += Rows * channels)
            {
                var used = Math.Min(Rows, rows - row);
                kernels.PackRows(from + row, stride, to, Rows, used, channels);
            }
        }
    }

    private void Part(int part)
    {
        var (outer, index) = Math.DivRem(part, blocks);
        var first = index * block;
        var count = Math.Min(block, filters - first);
        var rows = count * frame.Taps;
        var length = count * slab.Length;
        var planes = GemmScratch<T>.Reserve((block * slab.Length) + (Width * (channels + Rows)));
        var sums = planes + (block * slab.Length);
        var panel = sums + (Rows * Width);
        new Span<T>(planes, length).Clear();
        var from = x.Pointer + ((nint)outer * channels * frame.Outputs);
        foreach (var tile in tiles)
        {
            var width = tile.Vectors * kernels.WholeLanes;
            kernels.PackRows(from + tile.Column, frame.Outputs, panel, width, tile.Columns, channels);
            var a = packed.Pointer + ((nint)((outer % groups * blocks) + index) * BlockLength);
            for (var row = 0; row < rows; row += Rows, a += Rows * channels)
            {
                var high = Math.Min(Rows, rows - row);
                Multiply(tile, high, a, panel, sums);
                loops.Scatter(sums, width, offsets.Pointer + row, high, tile.Runs, tile.Count, planes);
            }
        }

        var to = y.Pointer + (((nint)outer * filters) + first) * frame.Size;
        for (var i = 0; i < count; i++)
        {
            slab.Store(planes + (i * slab.Length), to + ((nint)i * frame.Size));
        }
    }

    // Narrower vectors split rows and columns, so that the order of accumulation is the same.
    private void Multiply(ConvTile tile, int rows, T* a, T* panel, T* sums)
    {
        var (width, part) = (tile.Vectors * kernels.WholeLanes, kernels.Vectors * kernels.Lanes);
        var high = CeilDiv(rows, CeilDiv(rows, kernels.Rows));
        for (var row = 0; row < rows; row += high)
        {
            for (var column = 0; column < tile.Columns; column += part)
            {
                var used = Math.Min(part, tile.Columns - column);
                var vectors = CeilDiv(used, kernels.Lanes);
                var lanes = used - ((vectors - 1) * kernels.Lanes);
                kernels
                    .Tile(Math.Min(high, rows - row), vectors, lanes < kernels.Lanes)
                    .Run(
                        channels,
                        a + row,
                        1,
                        Rows,
                        panel + column,
                        width,
                        sums + (row * width) + column,
                        width,
                        lanes,
                        false
                    );
            }
        }
    }
}
