using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>The micro-kernel of one tile size.</summary>
internal abstract unsafe class GemmTile<T>
    where T : unmanaged
{
    /// <summary>
    /// C = A B, or C += A B when <paramref name="accumulate"/>. Element (i, k) of A is a[i * aRow + k * aDepth]; row k
    /// of B begins at b + k * bRow. With an edge, only <paramref name="lanes"/> lanes of the last
    /// vector are read and written.
    /// </summary>
    public abstract void Run(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    );

    /// <summary>The same, which also copies the rows of B contiguously for the tiles below this one.</summary>
    public abstract void Pack(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* packed,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    );

    /// <summary>
    /// The same as <see cref="Run"/>, with prefetching: step k prefetches the address <paramref name="next"/> + k *
    /// <paramref name="step"/>.
    /// </summary>
    public abstract void RunWithPrefetch(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* next,
        nint step,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    );

    /// <summary>
    /// The same with element (i, k) of A at a[places[i] + offsets[k]] and all lanes used: the rows are windows, and k runs over their
    /// elements. 8 places can be read, of which only the first rows are used.
    /// </summary>
    public abstract void RunWindows(
        nint depth,
        T* a,
        int* places,
        int* offsets,
        T* b,
        nint bRow,
        T* next,
        nint step,
        T* c,
        nint cRow,
        bool accumulate
    );
}

/// <summary>
/// The GEMM micro-kernel: a tile of C, up to 8 rows by 3 vectors, stays in registers while k runs.
/// <para>
/// The tile size is a type argument, so one source gives every kernel: the JIT compiles each size separately and omits the rows and columns
/// that it lacks. Each element of C is one chain of multiply-adds in the order of k, whatever the tile, the vector width or the thread: so
/// its bits depend on none of them.
/// </para>
/// </summary>
internal sealed unsafe class GemmTile<T, TVector, TLanes, TRows, TVectors, TEdge> : GemmTile<T>
    where T : unmanaged
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
    where TRows : unmanaged
    where TVectors : unmanaged
    where TEdge : struct
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Run(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    ) => Multiply<No, No, No>(depth, a, aRow, aDepth, null, null, b, bRow, null, null, 0, c, cRow, lanes, accumulate);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Pack(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* packed,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    ) =>
        Multiply<No, Yes, No>(depth, a, aRow, aDepth, null, null, b, bRow, packed, null, 0, c, cRow, lanes, accumulate);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void RunWithPrefetch(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        T* b,
        nint bRow,
        T* next,
        nint step,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    ) =>
        Multiply<No, No, Yes>(
            depth,
            a,
            aRow,
            aDepth,
            null,
            null,
            b,
            bRow,
            null,
            next,
            step,
            c,
            cRow,
            lanes,
            accumulate
        );

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void RunWindows(
        nint depth,
        T* a,
        int* places,
        int* offsets,
        T* b,
        nint bRow,
        T* next,
        nint step,
        T* c,
        nint cRow,
        bool accumulate
    ) =>
        Multiply<Yes, No, Yes>(
            depth,
            a,
            1,
            0,
            places,
            offsets,
            b,
            bRow,
            null,
            next,
            step,
            c,
            cRow,
            TLanes.Count,
            accumulate
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TOffsets, TPacks, TAhead>(
        nint depth,
        T* a,
        nint aRow,
        nint aDepth,
        int* places,
        int* offsets,
        T* b,
        nint bRow,
        T* packed,
        T* next,
        nint step,
        T* c,
        nint cRow,
        int lanes,
        bool accumulate
    )
        where TOffsets : struct
        where TPacks : struct
        where TAhead : struct
    {
        TVector mask = typeof(TEdge) == typeof(Yes) ? TLanes.Mask(lanes) : default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r0 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r1 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r2 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r3 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r4 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r5 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r6 = default;
        GemmTileRow<T, TVector, TLanes, TVectors, TEdge> r7 = default;
        if (accumulate)
        {
            r0.Load(c, mask);
            if (sizeof(TRows) > 1)
            {
                r1.Load(c + cRow, mask);
            }

            if (sizeof(TRows) > 2)
            {
                r2.Load(c + (2 * cRow), mask);
            }

            if (sizeof(TRows) > 3)
            {
                r3.Load(c + (3 * cRow), mask);
            }

            if (sizeof(TRows) > 4)
            {
                r4.Load(c + (4 * cRow), mask);
            }

            if (sizeof(TRows) > 5)
            {
                r5.Load(c + (5 * cRow), mask);
            }

            if (sizeof(TRows) > 6)
            {
                r6.Load(c + (6 * cRow), mask);
            }

            if (sizeof(TRows) > 7)
            {
                r7.Load(c + (7 * cRow), mask);
            }
        }

        nint p1 = aRow;
        nint p2 = 2 * aRow;
        nint p3 = 3 * aRow;
        nint p4 = 4 * aRow;
        nint p5 = 5 * aRow;
        nint p6 = 6 * aRow;
        nint p7 = 7 * aRow;
        if (typeof(TOffsets) == typeof(Yes))
        {
            a += places[0];
            p1 = places[1] - places[0];
            p2 = places[2] - places[0];
            p3 = places[3] - places[0];
            p4 = places[4] - places[0];
            p5 = places[5] - places[0];
            p6 = places[6] - places[0];
            p7 = places[7] - places[0];
        }

        var x = a;
        for (; depth > 0; depth--)
        {
            if (typeof(TOffsets) == typeof(Yes))
            {
                x = a + *offsets;
                offsets++;
            }

            if (typeof(TAhead) == typeof(Yes))
            {
                Cache.Fetch(next);
                next += step;
            }

            GemmTileRow<T, TVector, TLanes, TVectors, TEdge> y = default;
            y.Load(b, mask);
            if (typeof(TPacks) == typeof(Yes))
            {
                y.StoreWhole(packed);
                packed += sizeof(TVectors) * TLanes.Count;
            }

            r0.MultiplyAdd(TLanes.Broadcast(*x), y);
            if (sizeof(TRows) > 1)
            {
                r1.MultiplyAdd(TLanes.Broadcast(x[p1]), y);
            }

            if (sizeof(TRows) > 2)
            {
                r2.MultiplyAdd(TLanes.Broadcast(x[p2]), y);
            }

            if (sizeof(TRows) > 3)
            {
                r3.MultiplyAdd(TLanes.Broadcast(x[p3]), y);
            }

            if (sizeof(TRows) > 4)
            {
                r4.MultiplyAdd(TLanes.Broadcast(x[p4]), y);
            }

            if (sizeof(TRows) > 5)
            {
                r5.MultiplyAdd(TLanes.Broadcast(x[p5]), y);
            }

            if (sizeof(TRows) > 6)
            {
                r6.MultiplyAdd(TLanes.Broadcast(x[p6]), y);
            }

            if (sizeof(TRows) > 7)
            {
                r7.MultiplyAdd(TLanes.Broadcast(x[p7]), y);
            }

            x += aDepth;
            b += bRow;
        }

        r0.Store(c, mask);
        if (sizeof(TRows) > 1)
        {
            r1.Store(c + cRow, mask);
        }

        if (sizeof(TRows) > 2)
        {
            r2.Store(c + (2 * cRow), mask);
        }

        if (sizeof(TRows) > 3)
        {
            r3.Store(c + (3 * cRow), mask);
        }

        if (sizeof(TRows) > 4)
        {
            r4.Store(c + (4 * cRow), mask);
        }

        if (sizeof(TRows) > 5)
        {
            r5.Store(c + (5 * cRow), mask);
        }

        if (sizeof(TRows) > 6)
        {
            r6.Store(c + (6 * cRow), mask);
        }

        if (sizeof(TRows) > 7)
        {
            r7.Store(c + (7 * cRow), mask);
        }
    }
}
