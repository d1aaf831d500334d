using System.Numerics;
using FunctionalNet.Execution;
using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>Tiles of C in registers, from panels of A and B that are packed where that pays.</summary>
internal sealed unsafe class GemmByTiles<T> : GemmPath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Finished rows are handed to the epilogue when they come to about this many elements.
    private const int EpilogueElements = 2048;

    private readonly GemmShape s;
    private readonly GemmKernels<T> kernels;
    private readonly GemmBlocking blocking;
    private readonly bool accumulate;
    private readonly Epilogue? epilogue;
    private readonly int packedA;
    private readonly int packedB;

    public GemmByTiles(GemmTask<T> task)
    {
        (s, kernels, blocking, accumulate, epilogue) = task;
        packedA = blocking.PackA ? GemmKernels<T>.PanelWidth * blocking.Depth : 0;
        packedB = blocking.PackB
            ? Math.Min(blocking.Columns, Up(s.N, kernels.Lanes) * kernels.Lanes) * blocking.Depth
            : 0;
    }

    public override int Scratch => packedA + packedB;

    public override void Run(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        var (vector, vectors) = (column / kernels.Lanes, Up(columns, kernels.Lanes));
        var blocks = Up(columns, blocking.Columns);
        for (var block = 0; block < blocks; block++)
        {
            var begin = Share(vectors, blocks, block);
            var end = Share(vectors, blocks, block + 1);
            Block(a, b, c, row, rows, vector + begin, end - begin, worker);
        }
    }

    // One block of columns: for each block of K, B is packed, then each panel of A meets it while it is in the
    // first-level cache; B streams from the second.
    private void Block(T* a, T* b, T* c, int row, int rows, int vector, int vectors, int worker)
    {
        var scratch = GemmScratch<T>.Reserve(Scratch);
        var column = vector * kernels.Lanes;
        var columns = Math.Min(s.N - column, vectors * kernels.Lanes);
        var panels = Up(rows, kernels.Rows);
        var k = 0;
        for (var blocks = Math.Max(1, Up(s.K, blocking.Depth)); blocks > 0; blocks--)
        {
            var depth = Math.Min(blocking.Depth, s.K - k);
            if (blocking.PackB)
            {
                PackB(b, scratch + packedA, k, depth, vector, vectors);
            }

            var isLast = k + depth == s.K;
            var (i, finished) = (row, row);
            for (var panel = 0; panel < panels; panel++)
            {
                var high = Share(rows, panels, panel + 1) - (i - row);
                var from = s.TransA ? a + ((nint)k * s.M) + i : a + ((nint)i * s.K) + k;
                var (aRow, aDepth) = s.TransA ? ((nint)1, (nint)s.M) : (s.K, 1);
                if (blocking.PackA)
                {
                    PackA(from, scratch, depth, high);
                    from = scratch;
                    (aRow, aDepth) = (1, GemmKernels<T>.PanelWidth);
                }

                Panel(
                    from,
                    aRow,
                    aDepth,
                    blocking.PackB ? scratch + packedA : b + ((nint)k * s.N) + column,
                    c + ((nint)i * s.N),
                    depth,
                    high,
                    vector,
                    vectors,
                    accumulate || k > 0
                );
                i += high;
                if (
                    isLast
                    && epilogue is not null
                    && (panel == panels - 1 || (i - finished) * columns >= EpilogueElements)
                )
                {
                    epilogue.Run(finished, i - finished, column, columns, worker);
                    finished = i;
                }
            }

            k += depth;
        }
    }

    // A row of tiles; its vectors are spread evenly, since a tile of one vector is slow.
    private void Panel(T* a, nint aRow, nint aDepth, T* b, T* c, int depth, int rows, int vector, int vectors, bool add)
    {
        var tiles = Up(vectors, kernels.Vectors);
        var (wide, wider) = Math.DivRem(vectors, tiles);
        for (var tile = 0; tile < tiles; tile++)
        {
            var count = tile < wider ? wide + 1 : wide;
            var width = count * kernels.Lanes;
            var column = vector * kernels.Lanes;
            var isEdge = column + width > s.N;
            var lanes = s.N - column - width + kernels.Lanes;
            kernels
                .Tile(rows, count, isEdge)
                .Run(depth, a, aRow, aDepth, b, blocking.PackB ? width : s.N, c + column, s.N, lanes, add);
            b += blocking.PackB ? (nint)width * depth : width;
            vector += count;
        }
    }

    private void PackA(T* from, T* target, int depth, int rows)
    {
        if (s.TransA)
        {
            kernels.PackRows(from, s.M, target, GemmKernels<T>.PanelWidth, rows, depth);
        }
        else
        {
            kernels.PackColumns(from, s.K, target, GemmKernels<T>.PanelWidth, rows, depth);
        }
    }

    private void PackB(T* b, T* target, int k, int depth, int vector, int vectors)
    {
        var tiles = Up(vectors, kernels.Vectors);
        var (wide, wider) = Math.DivRem(vectors, tiles);
        for (var tile = 0; tile < tiles; tile++)
        {
            var count = tile < wider ? wide + 1 : wide;
            var width = count * kernels.Lanes;
            var column = vector * kernels.Lanes;
            var used = Math.Min(width, s.N - column);
            if (s.TransB)
            {
                kernels.PackColumns(b + ((nint)column * s.K) + k, s.K, target, width, used, depth);
            }
            else
            {
                kernels.PackRows(b + ((nint)k * s.N) + column, s.N, target, width, used, depth);
            }

            target += (nint)width * depth;
            vector += count;
        }
    }
}
