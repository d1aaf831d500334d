using static FunctionalNet.Execution.Partition;

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

    /// <summary>Tiles of the transposed C.</summary>
    Transposed,

    /// <summary>Tiles of C in registers, from a B that was packed before.</summary>
    Strips,
}

/// <summary>How a matrix product is cut into parts for threads and blocks for caches.</summary>
/// <param name="Method">The kernel.</param>
/// <param name="PackA">Whether panels of A are copied into the order in which the kernel reads them.</param>
/// <param name="PackB">The same for B.</param>
/// <param name="Panels">The panels of A that meet a strip of B before the next strip.</param>
/// <param name="Depth">The most terms of K between loading and storing a tile of C.</param>
/// <param name="Columns">The most columns of B that are packed at once.</param>
/// <param name="RowParts">The parts of M.</param>
/// <param name="ColumnParts">The parts of N.</param>
internal sealed record GemmBlocking(
    GemmMethod Method,
    bool PackA,
    bool PackB,
    int Panels,
    int Depth,
    int Columns,
    int RowParts,
    int ColumnParts
)
{
    // Of so narrow a tile (AVX2), the strip of B stays in the first-level cache, and panels of A stream by: so many that they stay in the
    // second, in strips of width 8. The first of them copies the strip while it reads it, which pays from the third panel on.
    private const int NarrowInBytes = 64;
    private const int BlockOfAInBytes = 192 * 1024;
    private const int FewestPanelsToPackB = 2;
    private const int NarrowWidthWorthTurning = 512;
    private const int NarrowWidthWorthPacking = 1536;

    // Of a wide one, the panel of A stays. Up to this depth a panel of A stays in the first-level cache while B streams by; beyond, K is cut.
    private const int ShallowDepthInBytes = 2048;
    private const int BlockDepthInBytes = 1600;

    // What is packed of B stays in the second-level cache.
    private const int BlockInBytes = 768 * 1024;

    // B is worth packing where its rows lie pages apart and many rows of A use it; A, where many columns of B do.
    private const int FarStrideInBytes = 2048;
    private const int UseInBytes = 512 * 1024;
    private const int WidthInBytesWorthPackingA = 3072;
    private const int DepthWorthPackingA = 128;
    private const int PageInBytes = 4096;

    // With more rows than this, transposing B pays.
    private const int MaxDotRows = 24;

    // With at most so many rows, and terms, packing A rather than B pays.
    private const int MaxLowRows = 128;
    private const int FewestLowDepth = 64;
    private const int MaxLowDepth = 1024;

    // A dispatch takes about half a microsecond, but waking parked threads some ten.
    private const double FlopsWorthAThread = 500_000;

    // One row takes its time to read B, three times as long as tiles would take to multiply.
    private const double RowFlopsWorthAThread = 150_000;

    /// <summary>The blocking for a shape, chosen by measurements.</summary>
    public static unsafe GemmBlocking For<T>(
        GemmShape s,
        GemmKernels<T> kernels,
        int threads,
        bool accumulate = false,
        bool isPrepared = false
    )
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var method = Choose(s, kernels.Lanes, kernels.WholeLanes, accumulate);
        var isTiled = method == GemmMethod.Tile || (method == GemmMethod.Transposed && !s.TransA);
        if (isPrepared && isTiled && s.M > 0 && GemmStrips<T>.Length(s, kernels) <= Array.MaxLength)
        {
            method = GemmMethod.Strips;
        }

        var tileColumns = kernels.Lanes * kernels.Vectors;
        var (rowParts, columnParts) = Grid(s, method, kernels.Rows, tileColumns, threads);
        var (rows, columns) = (Up(s.M, rowParts), Up(s.N, columnParts));
        var stride = (long)s.N * sizeof(T);
        var isNarrow = tileColumns * sizeof(T) <= NarrowInBytes;
        var shallow = isNarrow ? BlockDepthInBytes : ShallowDepthInBytes;
        var depth = Math.Max(1, s.K * sizeof(T) <= shallow ? s.K : Up(s.K, Up(s.K, BlockDepthInBytes / sizeof(T))));
        var panelDepth = method == GemmMethod.Strips ? s.K : depth;
        return new(
            method,
            PackA: isNarrow
                ? PacksNarrowA(s, rows > kernels.Rows, columns * sizeof(T))
                : PacksWideA<T>(s, columns, tileColumns),
            PackB: s.TransB
                || (
                    isNarrow
                        ? s.N > tileColumns && rows > FewestPanelsToPackB * kernels.Rows
                        : stride >= FarStrideInBytes && rows * stride >= UseInBytes
                ),
            Panels: isNarrow || method == GemmMethod.Strips
                ? Math.Max(1, BlockOfAInBytes / (GemmKernels<T>.PanelWidth * sizeof(T) * Math.Max(1, panelDepth)))
                : 1,
            depth,
            Math.Max(1, BlockInBytes / sizeof(T) / depth / tileColumns) * tileColumns,
            rowParts,
            columnParts
        );
    }

    // A panel of the transposed A has a line of the cache for each k, of which it reads a part.
    private static bool PacksNarrowA(GemmShape s, bool isHigh, int width) =>
        isHigh
        && (
            s.TransA ? width >= NarrowWidthWorthTurning : width >= NarrowWidthWorthPacking && s.K >= DepthWorthPackingA
        );

    // Where A's rows lie whole pages apart, a column of A falls into one set of the first-level cache.
    private static unsafe bool PacksWideA<T>(GemmShape s, int columns, int tileColumns)
        where T : unmanaged =>
        s.K >= DepthWorthPackingA
        && (
            columns * sizeof(T) >= WidthInBytesWorthPackingA
            || (s.TransA && s.M * sizeof(T) % PageInBytes == 0 && columns >= 4 * tileColumns)
        );

    private static GemmMethod Choose(GemmShape s, int lanes, int wholeLanes, bool accumulate) =>
        s switch
        {
            { M: 1, TransB: false } when s.N > 3 * lanes => GemmMethod.Row,
            { N: 1, TransA: false } when s.K >= wholeLanes => GemmMethod.Dot,

            // Few rows do not pay for transposing B; short rows do not pay for adding up the lanes.
            { TransA: false, TransB: true } when s.M <= Math.Min(MaxDotRows, s.K / (2 * wholeLanes)) => GemmMethod.Dot,
            { TransA: true, TransB: false } when !accumulate && s.M >= 4 * lanes && IsNarrow(s.N, lanes) =>
                GemmMethod.Transposed,
            { TransA: false, TransB: true } when !accumulate && IsLow(s, lanes) => GemmMethod.Transposed,
            _ => GemmMethod.Tile,
        };

    // So few rows that packing B takes a share of the time, and nearly whole vectors of them. B's rows must not lie whole pages
    // apart, for then eight of them fall into one set of the first-level cache.
    private static bool IsLow(GemmShape s, int lanes) =>
        s.M >= 2 * lanes
        && s.M <= MaxLowRows
        && 8 * s.M >= 7 * lanes * Up(s.M, lanes)
        && s.N >= s.M
        && s.K is >= FewestLowDepth and <= MaxLowDepth
        && s.K * sizeof(float) % PageInBytes != 0;

    // A row of few vectors, a quarter of whose lanes or more would be empty.
    private static bool IsNarrow(int columns, int lanes) =>
        columns < 3 * lanes && 4 * columns <= 3 * lanes * Up(columns, lanes);

    // The grid whose slowest thread has the least to do.
    private static (int Rows, int Columns) Grid(
        GemmShape s,
        GemmMethod method,
        int tileRows,
        int tileColumns,
        int threads
    )
    {
        var worth = method == GemmMethod.Row ? RowFlopsWorthAThread : FlopsWorthAThread;
        var max = (int)Math.Clamp(2.0 * s.M * s.N * s.K / worth, 1, threads);
        var best = (Rows: 1, Columns: 1);
        var bestCost = double.PositiveInfinity;
        var mostColumns = method == GemmMethod.Transposed && !s.TransB ? 1 : Math.Clamp(Up(s.N, tileColumns), 1, max);
        for (var columns = 1; columns <= mostColumns; columns++)
        {
            var isWhole = method == GemmMethod.Row || (method == GemmMethod.Transposed && s.TransB);
            var rows = Math.Clamp(Up(s.M, tileRows), 1, isWhole ? 1 : max / columns);
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
}
