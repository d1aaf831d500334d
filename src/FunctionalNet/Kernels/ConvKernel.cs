using System.Numerics;
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

    // There should be so many parts, whatever the number of threads. A dispatch is worth this much work.
    private const int WantedParts = 16;
    private const long FlopsWorthAThread = 400_000;

    private readonly GemmKernels<T> kernels = GemmKernels<T>.For(Simd.Width);
    private readonly ConvLoops<T> loops = ConvLoops<T>.Instance;
    private readonly Buffer<T> x;
    private readonly Buffer<T> w;
    private readonly Buffer<T> y;
    private readonly Frame frame;
    private readonly int groups;
    private readonly int filters;
    private readonly int channels;
    private readonly int channelBlock;
    private readonly bool isPointwise;
    private readonly Block[] blocks;
    private readonly PinnedMemory<T> packed;
    private readonly int slabLength;
    private readonly int scratch;
    private readonly Epilogue? epilogue;
    private readonly Team team;
    private readonly Parts work;
    private readonly int parts;
    private readonly bool isSmall;

    public ConvKernel(Ops.ConvOp op, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team, Epilogue? epilogue = null)
    {
        (this.x, this.w, this.y, this.team, this.epilogue) = (x, w, y, team, epilogue);
        frame = Frame.Of(op.Window, x.Sizes, y.Sizes);
        groups = op.Groups;
        (filters, channels) = (w.Sizes[0] / groups, w.Sizes[1]);
        channelBlock = Up(channels, Up(channels * frame.Taps, MostDepth));
        isPointwise =
            frame.Taps == 1 && frame.Outputs == frame.Size && op.Window.Before.Concat(op.Window.After).All(n => n == 0);
        var outer = x.Sizes[0] * groups;
        blocks = Cut(outer);
        parts = outer * blocks.Length;
        isSmall = 2L * y.Length * channels * frame.Taps < FlopsWorthAThread;
        packed = new PinnedMemory<T>(groups * Up(filters, kernels.Rows) * kernels.Rows * Depth);
        var slab = isPointwise ? 0 : channelBlock * blocks.Max(block => block.Slab.Length);
        slabLength = (slab + kernels.Lanes + 15) / 16 * 16;
        scratch = slabLength + (((channelBlock * frame.Taps * 3) + 1) * kernels.Lanes);
        work = new Parts(this);
    }

    private int Depth => channels * frame.Taps;

    public override void Run()
    {
        if (y.Length == 0)
        {
            return;
        }

        Pack();
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

    private Block[] Cut(int outer)
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
                .Select(part => new Block(
                    frame.Part(part.From, part.To - part.From),
                    part.From * perSlice,
                    channelBlock,
                    kernels.Lanes
                )),
        ];
    }

    // The filters in panels of rows, as the micro-kernel reads them.
    private void Pack()
    {
        var panels = Up(filters, kernels.Rows);
        var target = packed.Pointer;
        for (var panel = 0; panel < groups * panels; panel++, target += kernels.Rows * Depth)
        {
            var (row, end) = Rows(panel % panels, panels);
            var from = w.Pointer + ((nint)((panel / panels * filters) + row) * Depth);
            kernels.PackColumns(from, Depth, target, kernels.Rows, end - row, Depth);
        }
    }

    private (int From, int To) Rows(int panel, int panels) =>
        ((int)((long)filters * panel / panels), (int)((long)filters * (panel + 1) / panels));

    private void Part(int part, int worker)
    {
        var (outer, index) = Math.DivRem(part, blocks.Length);
        var block = blocks[index];
        var slab = GemmScratch<T>.Reserve(scratch);
        var panel = slab + slabLength;
        var panels = Up(filters, kernels.Rows);
        var a = packed.Pointer + ((nint)(outer % groups) * panels * kernels.Rows * Depth);
        var c = y.Pointer + ((nint)outer * filters * frame.Outputs) + block.Column;
        for (var channel = 0; channel < channels; channel += channelBlock)
        {
            var count = Math.Min(channelBlock, channels - channel);
            var depth = count * frame.Taps;
            var planes = x.Pointer + (((nint)outer * channels) + channel) * frame.Size;
            if (!isPointwise)
            {
                for (var i = 0; i < count; i++)
                {
                    block.Slab.Load(planes + ((nint)i * frame.Size), slab + (i * block.Slab.Length), T.Zero);
                }
            }

            foreach (var tile in block.Tiles)
            {
                var width = tile.Vectors * kernels.Lanes;
                if (isPointwise)
                {
                    var from = planes + block.Column + tile.Column;
                    kernels.PackRows(from, frame.Size, panel, width, tile.Columns, depth);
                }
                else
                {
                    loops.Gather(slab, block.Offsets, depth, tile.Runs, tile.Count, panel, width);
                }

                for (var p = 0; p < panels; p++)
                {
                    var (row, end) = Rows(p, panels);
                    kernels
                        .Tile(end - row, tile.Vectors, tile.Columns < width)
                        .Run(
                            depth,
                            a + ((((nint)p * Depth) + (channel * frame.Taps)) * kernels.Rows),
                            1,
                            kernels.Rows,
                            panel,
                            width,
                            c + ((nint)row * frame.Outputs) + tile.Column,
                            frame.Outputs,
                            tile.Columns - width + kernels.Lanes,
                            channel > 0
                        );
                }
            }
        }

        epilogue?.Run(outer * filters, filters, block.Column, block.Columns, worker);
    }

    /// <summary>Some rows of windows.</summary>
    private sealed class Block
    {
        private readonly PinnedMemory<int> offsets;

        public Block(Frame frame, int column, int channels, int lanes)
        {
            (Column, Columns) = (column, frame.Outputs);
            Slab = new Slab(frame);
            offsets = new PinnedMemory<int>(channels * frame.Taps);
            for (var i = 0; i < channels * frame.Taps; i++)
            {
                offsets.Span[i] = (i / frame.Taps * Slab.Length) + Slab.Taps[i % frame.Taps];
            }

            Tiles = ConvTile.Of(Columns, lanes, Slab.Runs);
        }

        public int Column { get; }

        public int Columns { get; }

        public Slab Slab { get; }

        public ConvTile[] Tiles { get; }

        /// <summary>Gets where each tap of each channel lies in the slabs of the channels.</summary>
        public int* Offsets => offsets.Pointer;
    }

    private sealed class Parts(ConvKernel<T> kernel) : Work
    {
        public override void Run(int part, int worker) => kernel.Part(part, worker);
    }
}
