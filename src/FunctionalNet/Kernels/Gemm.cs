using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The matrix product C = op(A) op(B), or C += op(A) op(B). Where it takes tiles, each element of C is one chain of
/// multiply-adds in the order of k, whatever the blocking and the threads; where it takes dot products, the order
/// depends on K and the vector width alone. So the bits of a result never depend on the threads.
/// </summary>
internal sealed unsafe class Gemm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Finished rows are handed to the epilogue when they come to about this many elements.
    private const int EpilogueElements = 2048;

    // Rows of dot products that share a pass over B.
    private const int DotBlock = 48;

    private readonly GemmShape s;
    private readonly Team team;
    private readonly Epilogue? epilogue;
    private readonly bool accumulate;
    private readonly GemmKernels<T> kernels;
    private readonly GemmBlocking blocking;
    private readonly int packedA;
    private readonly int packedB;
    private readonly Product product;

    /// <summary>Initializes a new instance of the <see cref="Gemm{T}"/> class.</summary>
    /// <param name="shape">The sizes and the layout.</param>
    /// <param name="team">The threads.</param>
    /// <param name="epilogue">What follows on each finished block of C.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    /// <param name="width">The vector width; that of the process unless given.</param>
    /// <param name="blocking">The blocking; the one for the shape unless given.</param>
    public Gemm(
        GemmShape shape,
        Team team,
        Epilogue? epilogue = null,
        bool accumulate = false,
        SimdWidth? width = null,
        GemmBlocking? blocking = null
    )
    {
        (s, this.team, this.epilogue, this.accumulate) = (shape, team, epilogue, accumulate);
        kernels = GemmKernels<T>.For(width ?? Simd.Width);
        this.blocking = blocking ?? GemmBlocking.For(shape, kernels, team.Threads);
        var isTiled = this.blocking.Method == GemmMethod.Tile;
        packedA = isTiled && this.blocking.PackA ? kernels.Rows * this.blocking.Depth : 0;
        packedB =
            isTiled && this.blocking.PackB
                ? Math.Min(this.blocking.Columns, Vectors * kernels.Lanes) * this.blocking.Depth
                : 0;
        product = new Product(this);
        GemmScratch<T>.Reserve(packedA + packedB);
    }

    public Team Team => team;

    private int Vectors => Up(s.N, kernels.Lanes);

    public void Run(T* a, T* b, T* c)
    {
        if (s.M == 0 || s.N == 0)
        {
            return;
        }

        var parts = blocking.RowParts * blocking.ColumnParts;
        if (parts > 1 && !team.IsInside)
        {
            product.Run(team, parts, a, b, c);
            return;
        }

        for (var part = 0; part < parts; part++)
        {
            Run(a, b, c, part, team.Worker);
        }
    }

    private static int Up(int x, int y) => (x + y - 1) / y;

    private static int Share(int total, int parts, int part) => (int)((long)total * part / parts);

    private void Run(T* a, T* b, T* c, int part, int worker)
    {
        var (i, j) = Math.DivRem(part, blocking.ColumnParts);
        var panels = Up(s.M, kernels.Rows);
        var row = Share(panels, blocking.RowParts, i) * kernels.Rows;
        var rows = Math.Min(s.M, Share(panels, blocking.RowParts, i + 1) * kernels.Rows) - row;
        var vector = Share(Vectors, blocking.ColumnParts, j);
        var vectors = Share(Vectors, blocking.ColumnParts, j + 1) - vector;
        var column = vector * kernels.Lanes;
        var columns = Math.Min(s.N - column, vectors * kernels.Lanes);
        if (rows <= 0 || columns <= 0)
        {
            return;
        }

        switch (blocking.Method)
        {
            case GemmMethod.Row:
                Row(a, b, c, column, columns, worker);
                break;
            case GemmMethod.Dot:
                Dots(a, b, c, row, rows, column, columns, worker);
                break;
            default:
                var blocks = Up(columns, blocking.Columns);
                for (var block = 0; block < blocks; block++)
                {
                    var begin = Share(vectors, blocks, block);
                    var end = Share(vectors, blocks, block + 1);
                    Tiles(a, b, c, row, rows, vector + begin, end - begin, worker);
                }

                break;
        }
    }

    private void Row(T* a, T* b, T* c, int column, int columns, int worker)
    {
        if (!accumulate)
        {
            new Span<T>(c + column, columns).Clear();
        }

        kernels.Row(s.K, a, b + column, s.N, c + column, columns);
        epilogue?.Run(0, 1, column, columns, worker);
    }

    private void Dots(T* a, T* b, T* c, int row, int rows, int column, int columns, int worker)
    {
        for (var end = row + rows; row < end; row += DotBlock)
        {
            rows = Math.Min(DotBlock, end - row);
            for (var j = column; j < column + columns; j += GemmKernels<T>.MaxDotColumns)
            {
                var wide = Math.Min(GemmKernels<T>.MaxDotColumns, column + columns - j);
                for (var i = row; i < row + rows; i += kernels.DotRows)
                {
                    var high = Math.Min(kernels.DotRows, row + rows - i);
                    var at = ((nint)i * s.N) + j;
                    kernels
                        .Dot(high, wide)
                        .Run(s.K, a + ((nint)i * s.K), s.K, b + ((nint)j * s.K), s.K, c + at, s.N, accumulate);
                }
            }

            epilogue?.Run(row, rows, column, columns, worker);
        }
    }

    // One block of columns: for each block of K, B is packed, then each panel of A meets it while it is in the
    // first-level cache; B streams from the second.
    private void Tiles(T* a, T* b, T* c, int row, int rows, int vector, int vectors, int worker)
    {
        var scratch = GemmScratch<T>.Reserve(packedA + packedB);
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
                    (aRow, aDepth) = (1, kernels.Rows);
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
        var tiles = Up(vectors, GemmKernels<T>.MaxVectors);
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
            kernels.PackRows(from, s.M, target, kernels.Rows, rows, depth);
        }
        else
        {
            kernels.PackColumns(from, s.K, target, kernels.Rows, rows, depth);
        }
    }

    private void PackB(T* b, T* target, int k, int depth, int vector, int vectors)
    {
        var tiles = Up(vectors, GemmKernels<T>.MaxVectors);
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

    private sealed class Product(Gemm<T> gemm) : Work
    {
        private T* a;
        private T* b;
        private T* c;

        public void Run(Team team, int parts, T* a, T* b, T* c)
        {
            this.a = a;
            this.b = b;
            this.c = c;
            team.Run(this, parts);
        }

        public override void Run(int part, int worker) => gemm.Run(a, b, c, part, worker);
    }
}
