namespace FunctionalNet.Kernels;

/// <summary>The ways to compute a matrix product.</summary>
internal enum GemmMethod
{
    /// <summary>Tiles of C in registers.</summary>
    Tile,

    /// <summary>Dot products of rows of A with rows of a transposed B.</summary>
    Dot,

    /// <summary>One row of C.</summary>
    Row,
}

/// <summary>How a matrix product is cut into parts for threads and blocks for caches.</summary>
/// <param name="Method">The kernel.</param>
/// <param name="PackA">Whether panels of A are copied into the order in which the kernel reads them.</param>
/// <param name="PackB">The same for B.</param>
/// <param name="Depth">The most terms of K between loading and storing a tile of C.</param>
/// <param name="Columns">The most columns of B that are packed at once.</param>
/// <param name="RowParts">The parts of M.</param>
/// <param name="ColumnParts">The parts of N.</param>
internal sealed record GemmBlocking(
    GemmMethod Method,
    bool PackA,
    bool PackB,
    int Depth,
    int Columns,
    int RowParts,
    int ColumnParts
)
{
    // Up to this depth a panel of A and one of B stay in the first-level cache; beyond, K is cut.
    private const int ShallowDepth = 384;
    private const int BlockDepth = 256;
    private const int BlockInBytes = 512 * 1024;

    // A dispatch and its join take about a microsecond.
    private const double FlopsWorthAThread = 200_000;

    /// <summary>The blocking for a shape, chosen by measurements.</summary>
    public static unsafe GemmBlocking For<T>(GemmShape s, GemmKernels<T> kernels, int threads)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var method = Choose(s, kernels.Lanes);
        var tileColumns = kernels.Lanes * GemmKernels<T>.MaxVectors;
        var (rowParts, columnParts) = Grid(s, method, kernels.Rows, tileColumns, threads);
        var (rows, columns) = (Up(s.M, rowParts), Up(s.N, columnParts));
        var depth = s.K <= ShallowDepth ? Math.Max(1, s.K) : Up(s.K, Up(s.K, BlockDepth));
        return new(
            method,
            PackA: columns >= 24 * kernels.Lanes && s.K >= 128,
            PackB: s.TransB || (rows >= 8 * kernels.Rows && s.N >= 12 * kernels.Lanes),
            depth,
            Math.Max(1, BlockInBytes / BlockDepth / sizeof(T) / tileColumns) * tileColumns,
            rowParts,
            columnParts
        );
    }

    private static GemmMethod Choose(GemmShape s, int lanes) =>
        s.M == 1 && !s.TransB ? GemmMethod.Row
        : (s.TransB || s.N == 1) && !s.TransA && (s.M <= 4 || ((s.M <= 48 || s.N <= 16) && s.K >= 8 * lanes))
            ? GemmMethod.Dot
        : GemmMethod.Tile;

    // The grid whose slowest thread has the least to do.
    private static (int Rows, int Columns) Grid(
        GemmShape s,
        GemmMethod method,
        int tileRows,
        int tileColumns,
        int threads
    )
    {
        var most = (int)Math.Min(threads, 2.0 * s.M * s.N * s.K / FlopsWorthAThread);
        var best = (Rows: 1, Columns: 1);
        var bestCost = double.PositiveInfinity;
        for (var columns = 1; columns <= Math.Min(most, Up(s.N, tileColumns)); columns++)
        {
            var rows = Math.Min(most / columns, method == GemmMethod.Row ? 1 : Up(s.M, tileRows));
            var (m, n) = (Up(Up(s.M, tileRows), rows) * tileRows, (double)Up(s.N, columns));

            // In units of a multiply-add: the tiles, then the packing of B and of A.
            var cost = (m * n) + (8 * n) + (4 * m);
            if (cost < bestCost)
            {
                (best, bestCost) = ((rows, columns), cost);
            }
        }

        return best;
    }

    private static int Up(int x, int y) => (x + y - 1) / y;
}
