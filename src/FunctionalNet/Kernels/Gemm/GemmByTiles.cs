using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>Tiles of C in registers, from panels of A and B that are packed if that pays.</summary>
internal sealed unsafe class GemmByTiles<T> : GemmPath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Finished rows are passed to the epilogue in groups of about this many elements.
    private const int EpilogueElements = 2048;

    private readonly GemmShape s;
    private readonly GemmKernels<T> kernels;
    private readonly GemmBlocking blocking;
    private readonly bool accumulate;
    private readonly Epilogue? epilogue;
    private readonly int panelSize;
    private readonly int packedA;
    private readonly int packedB;

    public GemmByTiles(GemmTask<T> task)
        : base(task)
    {
        (s, kernels, blocking, accumulate, epilogue) = task;
        panelSize = GemmKernels<T>.PanelWidth * blocking.Depth;
        packedA = blocking.PackA ? panelSize * Math.Min(blocking.Panels, CeilDiv(s.M, kernels.Rows)) : 0;
        packedB = blocking.PackB
            ? Math.Min(blocking.Columns, CeilDiv(s.N, kernels.Lanes) * kernels.Lanes) * blocking.Depth
            : 0;
    }

    public override int Scratch => packedA + packedB;

    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        var (vector, vectors) = (column / kernels.Lanes, CeilDiv(columns, kernels.Lanes));
        var blocks = CeilDiv(columns, blocking.Columns);
        for (var block = 0; block < blocks; block++)
        {
            var begin = PartStart(vectors, blocks, block);
            var end = PartStart(vectors, blocks, block + 1);
            Block(a, b, c, row, rows, vector + begin, end - begin, worker);
        }
    }

    // One block of columns, in blocks of K and of panels of A.
    [MethodImpl(Compiled.Alone)]
    private void Block(T* a, T* b, T* c, int row, int rows, int vector, int vectors, int worker)
    {
        var column = vector * kernels.Lanes;
        var columns = Math.Min(s.N - column, vectors * kernels.Lanes);
        var panels = CeilDiv(rows, kernels.Rows);
        var blocks = CeilDiv(panels, blocking.Panels);
        var k = 0;
        for (var left = Math.Max(1, CeilDiv(s.K, blocking.Depth)); left > 0; left--)
        {
            var depth = Math.Min(blocking.Depth, s.K - k);
            var finished = row;
            for (var block = 0; block < blocks; block++)
            {
                var (low, higher) = Math.DivRem(rows, panels);
                var together = new GemmPanels(
                    row,
                    low,
                    higher,
                    PartStart(panels, blocks, block),
                    PartStart(panels, blocks, block + 1),
                    IsFirst: block == 0,
                    IsOnly: blocks == 1
                );
                Strips(a, b, c, together, k, depth, vector, vectors);
                var end = together.Row(together.End);
                if (
                    k + depth == s.K
                    && epilogue is not null
                    && (block == blocks - 1 || (end - finished) * columns >= EpilogueElements)
                )
                {
                    epilogue.Run(finished, end - finished, column, columns, worker);
                    finished = end;
                }
            }

            k += depth;
        }
    }

    // Each strip of B, as wide as a tile, is multiplied by the panels of A. The larger of a panel and a strip stays in the L1 cache.
    [MethodImpl(Compiled.Alone)]
    private void Strips(T* a, T* b, T* c, in GemmPanels block, int k, int depth, int vector, int vectors)
    {
        var scratch = GemmScratch<T>.Reserve(Scratch);
        if (blocking.PackA)
        {
            for (var panel = block.First; panel < block.End; panel++)
            {
                PackA(
                    a,
                    scratch + ((nint)(panel - block.First) * panelSize),
                    block.Row(panel),
                    block.Rows(panel),
                    k,
                    depth
                );
            }
        }

        var (aRow, aDepth) =
            blocking.PackA ? ((nint)1, (nint)GemmKernels<T>.PanelWidth)
            : s.TransA ? (1, s.M)
            : (s.K, 1);
        var strip = scratch + packedA;
        var tiles = CeilDiv(vectors, kernels.Vectors);
        var (wide, wider) = Math.DivRem(vectors, tiles);
        for (var tile = 0; tile < tiles; tile++)
        {
            // Vectors are distributed evenly over tiles, since a tile of one vector is slow.
            var count = tile < wider ? wide + 1 : wide;
            var width = count * kernels.Lanes;
            var column = vector * kernels.Lanes;
            var lanes = s.N - column - width + kernels.Lanes;
            var isEdge = lanes < kernels.Lanes;
            if (s.TransB && block.IsFirst)
            {
                var used = Math.Min(width, s.N - column);
                kernels.PackColumns(b + ((nint)column * s.K) + k, s.K, strip, width, used, depth);
            }

            var right = b + ((nint)k * s.N) + column;
            for (var panel = block.First; panel < block.End; panel++)
            {
                var row = block.Row(panel);
                var left =
                    blocking.PackA ? scratch + ((nint)(panel - block.First) * panelSize)
                    : s.TransA ? a + ((nint)k * s.M) + row
                    : a + ((nint)row * s.K) + k;
                var kernel = kernels.Tile(block.Rows(panel), count, isEdge);
                var to = c + ((nint)row * s.N) + column;
                var add = accumulate || k > 0;
                if (blocking.PackB && (s.TransB || !block.IsFirst || panel > block.First))
                {
                    kernel.Run(depth, left, aRow, aDepth, strip, width, to, s.N, lanes, add);
                }
                else if (blocking.PackB)
                {
                    kernel.Pack(depth, left, aRow, aDepth, right, s.N, strip, to, s.N, lanes, add);
                }
                else
                {
                    kernel.Run(depth, left, aRow, aDepth, right, s.N, to, s.N, lanes, add);
                }
            }

            // A strip that no other panel reads need not be packed.
            strip += block.IsOnly ? 0 : (nint)width * depth;
            vector += count;
        }
    }

    private void PackA(T* a, T* target, int row, int rows, int k, int depth)
    {
        if (s.TransA)
        {
            kernels.PackRows(a + ((nint)k * s.M) + row, s.M, target, GemmKernels<T>.PanelWidth, rows, depth);
        }
        else
        {
            kernels.PackColumns(a + ((nint)row * s.K) + k, s.K, target, GemmKernels<T>.PanelWidth, rows, depth);
        }
    }
}
