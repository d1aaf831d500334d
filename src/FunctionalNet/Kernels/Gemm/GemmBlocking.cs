using static FunctionalNet.Execution.Partition;

namespace FunctionalNet.Kernels;

/// <summary>The algorithms for a matrix product.</summary>
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

    /// <summary>Tiles of C in registers, from a B that was packed in advance.</summary>
    Strips,
}

/// <summary>How a matrix product is partitioned among threads and blocked for caches.</summary>
/// <param name="Method">The algorithm.</param>
/// <param name="PackA">Whether panels of A are packed.</param>
/// <param name="PackB">Whether strips of B are packed.</param>
/// <param name="Panels">The number of panels of A that are multiplied by a strip of B before the next strip.</param>
/// <param name="Depth">The maximum number of terms of K between loading and storing a tile of C.</param>
/// <param name="Columns">The maximum number of columns of B that are packed at once.</param>
/// <param name="RowParts">The number of parts of M.</param>
/// <param name="ColumnParts">The number of parts of N.</param>
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
    // With a tile this narrow (AVX2), the strip of B stays in the L1 cache and panels of A stream: as many as fit into the L2 cache, for
    // strips of 8 columns. The first panel copies the strip while reading it, which pays from three panels on.
    private const int NarrowInBytes = 64;
    private const int BlockOfAInBytes = 192 * 1024;
    private const int FewestPanelsToPackB = 2;
    private const int NarrowWidthWorthTurning = 512;
    private const int NarrowWidthWorthPacking = 1536;

    // With a wide tile, the panel of A stays. Up to this depth a panel of A stays in the L1 cache while B streams; beyond it, K is split.
    private const int ShallowDepthInBytes = 2048;
    private const int BlockDepthInBytes = 1600;

    // The packed part of B stays in the L2 cache.
    private const int BlockInBytes = 768 * 1024;

    // Packing B pays if its rows are pages apart and many rows of A use it; packing A, if many columns of B do.
    private const int FarStrideInBytes = 2048;
    private const int UseInBytes = 512 * 1024;
    private const int WidthInBytesWorthPackingA = 3072;
    private const int DepthWorthPackingA = 128;
    private const int PageInBytes = 4096;

    // With more rows than this, transposing B pays.
    private const int MaxDotRows = 24;

    // With at most this many rows, and terms, packing A rather than B pays.
    private const int MaxLowRows = 128;
    private const int FewestLowDepth = 64;
    private const int MaxLowDepth = 1024;

    // A dispatch takes about half a microsecond, but waking parked threads about ten.
    private const double FlopsWorthAThread = 500_000;

    // One row is bound by reading B, which takes three times as long as its tiles would compute.
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
        var (rows, columns) = (CeilDiv(s.M, rowParts), CeilDiv(s.N, columnParts));
        var stride = (long)s.N * sizeof(T);
        var isNarrow = tileColumns * sizeof(T) <= NarrowInBytes;
        var shallow = isNarrow ? BlockDepthInBytes : ShallowDepthInBytes;
        var depth = Math.Max(
            1,
            s.K * sizeof(T) <= shallow ? s.K : CeilDiv(s.K, CeilDiv(s.K, BlockDepthInBytes / sizeof(T)))
        );
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

    // A panel of the transposed A touches one cache line per k, and uses part of it.
    private static bool PacksNarrowA(GemmShape s, bool isHigh, int width) =>
        isHigh
        && (
            s.TransA ? width >= NarrowWidthWorthTurning : width >= NarrowWidthWorthPacking && s.K >= DepthWorthPackingA
        );

    // If A's rows are whole pages apart, a column of A maps to one set of the L1 cache.
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

            // With few rows, transposing B does not pay; with short rows, the horizontal sums do not.
            { TransA: false, TransB: true } when s.M <= Math.Min(MaxDotRows, s.K / (2 * wholeLanes)) => GemmMethod.Dot,
            { TransA: true, TransB: false } when !accumulate && s.M >= 4 * lanes && IsNarrow(s.N, lanes) =>
                GemmMethod.Transposed,
            { TransA: false, TransB: true } when !accumulate && IsLow(s, lanes) => GemmMethod.Transposed,
            _ => GemmMethod.Tile,
        };

    // So few rows that packing B takes a notable share of the time, and nearly full vectors of them. B's rows must not be whole pages
    // apart, or eight of them map to one set of the L1 cache.
    private static bool IsLow(GemmShape s, int lanes) =>
        s.M >= 2 * lanes
        && s.M <= MaxLowRows
        && 8 * s.M >= 7 * lanes * CeilDiv(s.M, lanes)
        && s.N >= s.M
        && s.K is >= FewestLowDepth and <= MaxLowDepth
        && s.K * sizeof(float) % PageInBytes != 0;

    // A row of few vectors, with at least a quarter of the lanes empty.
    private static bool IsNarrow(int columns, int lanes) =>
        columns < 3 * lanes && 4 * columns <= 3 * lanes * CeilDiv(columns, lanes);

    // The grid whose slowest thread has the least work.
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
        var mostColumns =
            method == GemmMethod.Transposed && !s.TransB ? 1 : Math.Clamp(CeilDiv(s.N, tileColumns), 1, max);
        for (var columns = 1; columns <= mostColumns; columns++)
        {
            var isWhole = method == GemmMethod.Row || (method == GemmMethod.Transposed && s.TransB);
            var rows = Math.Clamp(CeilDiv(s.M, tileRows), 1, isWhole ? 1 : max / columns);
            var (m, n) = (CeilDiv(CeilDiv(s.M, tileRows), rows) * tileRows, (double)CeilDiv(s.N, columns));

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
