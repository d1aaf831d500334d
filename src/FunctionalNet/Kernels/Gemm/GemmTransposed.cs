using System.Numerics;
using System.Runtime.CompilerServices;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>
/// Tiles of the transposed C, whose vectors run along M, transposed into C block by block. It is used if the rows of C would leave most of
/// a vector empty, and if B is transposed and there are too few rows of A for packing it to pay: then B is read in place, element by
/// element, and A is packed, which is smaller.
/// </summary>
internal sealed unsafe class GemmTransposed<T> : GemmPath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The rows of a block of C are a multiple of a full tile of any width; with its columns, the block stays in the cache.
    private const int BlockRows = 192;
    private const int BlockColumns = 96;

    private readonly GemmTask<T> task;
    private readonly GemmShape s;
    private readonly GemmKernels<T> kernels;
    private readonly int sums;
    private readonly int packed;

    public GemmTransposed(GemmTask<T> task)
        : base(task)
    {
        (this.task, s, kernels) = (task, task.Shape, task.Kernels);
        sums = BlockRows * Math.Min(s.N, BlockColumns);
        packed = s.TransA ? 0 : Math.Min(CeilDiv(s.M, kernels.Lanes) * kernels.Lanes, BlockRows) * s.K;
    }

    public override int Scratch => sums + packed;

    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        var scratch = GemmScratch<T>.Reserve(Scratch);
        for (var end = row + rows; row < end; row += BlockRows)
        {
            rows = Math.Min(BlockRows, end - row);
            if (!s.TransA)
            {
                Pack(a + ((nint)row * s.K), scratch + sums, rows);
            }

            for (var j = column; j < column + columns; j += BlockColumns)
            {
                var wide = Math.Min(BlockColumns, column + columns - j);
                Block(s.TransA ? a + row : scratch + sums, s.TransB ? b + ((nint)j * s.K) : b + j, scratch, rows, wide);
                Transpose<T>.Exact(scratch, BlockRows, wide, c + ((nint)row * s.N) + j, s.N, rows);
                task.Epilogue?.Run(row, rows, j, wide, worker);
            }
        }
    }

    // The vectors of some rows, distributed evenly over tiles, since a tile of one vector is slow.
    private (int First, int Count) Tile(int vectors, int tile)
    {
        var tiles = CeilDiv(vectors, kernels.Vectors);
        var first = PartStart(vectors, tiles, tile);
        return (first, PartStart(vectors, tiles, tile + 1) - first);
    }

    [MethodImpl(Compiled.Alone)]
    private void Pack(T* a, T* target, int rows)
    {
        var vectors = CeilDiv(rows, kernels.Lanes);
        for (var tile = 0; tile < CeilDiv(vectors, kernels.Vectors); tile++)
        {
            var (first, count) = Tile(vectors, tile);
            var (row, width) = (first * kernels.Lanes, count * kernels.Lanes);
            kernels.PackColumns(a + ((nint)row * s.K), s.K, target, width, Math.Min(width, rows - row), s.K);
            target += (nint)width * s.K;
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Block(T* a, T* b, T* target, int rows, int columns)
    {
        var vectors = CeilDiv(rows, kernels.Lanes);
        var panels = CeilDiv(columns, kernels.Rows);
        for (var panel = 0; panel < panels; panel++)
        {
            var i = PartStart(columns, panels, panel);
            var high = PartStart(columns, panels, panel + 1) - i;
            var from = s.TransB ? b + ((nint)i * s.K) : b + i;
            var (bRow, bDepth) = s.TransB ? ((nint)s.K, (nint)1) : (1, s.N);
            var packedTile = a;
            for (var tile = 0; tile < CeilDiv(vectors, kernels.Vectors); tile++)
            {
                var (first, count) = Tile(vectors, tile);
                var (row, width) = (first * kernels.Lanes, count * kernels.Lanes);
                var lanes = Math.Min(kernels.Lanes, rows - row - width + kernels.Lanes);
                kernels
                    .Tile(high, count, lanes < kernels.Lanes)
                    .Run(
                        s.K,
                        from,
                        bRow,
                        bDepth,
                        s.TransA ? a + row : packedTile,
                        s.TransA ? s.M : width,
                        target + (i * BlockRows) + row,
                        BlockRows,
                        lanes,
                        accumulate: false
                    );
                packedTile += (nint)width * s.K;
            }
        }
    }
}
