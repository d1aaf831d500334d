using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>The micro-kernel of one size of tile.</summary>
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
}

/// <summary>
/// The GEMM micro-kernel: a tile of C, up to 8 rows by 3 vectors, stays in registers while k runs.
/// <para>
/// The tile's size is a type argument, so one source gives every kernel: the JIT compiles each size apart and leaves
/// out the rows and columns that it lacks. Each element of C is one chain of multiply-adds in the order of k, whatever
/// the tile, the vector width or the thread: so its bits depend on none of them.
/// </para>
/// </summary>
internal sealed unsafe class GemmTile<T, TVector, TLanes, TRows, TVectors, TEdge> : GemmTile<T>
    where T : unmanaged
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
    where TRows : struct, ISize
    where TVectors : struct, ISize
    where TEdge : struct, ISize
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    )
    {
        TVector mask = TEdge.Value != 0 ? TLanes.Mask(lanes) : default;
        Row r0 = default;
        Row r1 = default;
        Row r2 = default;
        Row r3 = default;
        Row r4 = default;
        Row r5 = default;
        Row r6 = default;
        Row r7 = default;
        if (accumulate)
        {
            r0.Load(c, mask);
            if (TRows.Value > 1)
            {
                r1.Load(c + cRow, mask);
            }

            if (TRows.Value > 2)
            {
                r2.Load(c + (2 * cRow), mask);
            }

            if (TRows.Value > 3)
            {
                r3.Load(c + (3 * cRow), mask);
            }

            if (TRows.Value > 4)
            {
                r4.Load(c + (4 * cRow), mask);
            }

            if (TRows.Value > 5)
            {
                r5.Load(c + (5 * cRow), mask);
            }

            if (TRows.Value > 6)
            {
                r6.Load(c + (6 * cRow), mask);
            }

            if (TRows.Value > 7)
            {
                r7.Load(c + (7 * cRow), mask);
            }
        }

        // Two base pointers and three strides reach 8 rows.
        var a4 = a + (4 * aRow);
        var aRow2 = 2 * aRow;
        var aRow3 = 3 * aRow;
        for (; depth > 0; depth--)
        {
            Row y = default;
            y.Load(b, mask);
            r0.MultiplyAdd(TLanes.Broadcast(*a), y);
            if (TRows.Value > 1)
            {
                r1.MultiplyAdd(TLanes.Broadcast(a[aRow]), y);
            }

            if (TRows.Value > 2)
            {
                r2.MultiplyAdd(TLanes.Broadcast(a[aRow2]), y);
            }

            if (TRows.Value > 3)
            {
                r3.MultiplyAdd(TLanes.Broadcast(a[aRow3]), y);
            }

            if (TRows.Value > 4)
            {
                r4.MultiplyAdd(TLanes.Broadcast(*a4), y);
            }

            if (TRows.Value > 5)
            {
                r5.MultiplyAdd(TLanes.Broadcast(a4[aRow]), y);
            }

            if (TRows.Value > 6)
            {
                r6.MultiplyAdd(TLanes.Broadcast(a4[aRow2]), y);
            }

            if (TRows.Value > 7)
            {
                r7.MultiplyAdd(TLanes.Broadcast(a4[aRow3]), y);
            }

            a += aDepth;
            a4 += aDepth;
            b += bRow;
        }

        r0.Store(c, mask);
        if (TRows.Value > 1)
        {
            r1.Store(c + cRow, mask);
        }

        if (TRows.Value > 2)
        {
            r2.Store(c + (2 * cRow), mask);
        }

        if (TRows.Value > 3)
        {
            r3.Store(c + (3 * cRow), mask);
        }

        if (TRows.Value > 4)
        {
            r4.Store(c + (4 * cRow), mask);
        }

        if (TRows.Value > 5)
        {
            r5.Store(c + (5 * cRow), mask);
        }

        if (TRows.Value > 6)
        {
            r6.Store(c + (6 * cRow), mask);
        }

        if (TRows.Value > 7)
        {
            r7.Store(c + (7 * cRow), mask);
        }
    }

    /// <summary>One row of the tile, up to 3 vectors; the JIT keeps its fields in registers.</summary>
    private struct Row
    {
        private TVector x0;
        private TVector x1;
        private TVector x2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(T* source, TVector mask)
        {
            x0 = Load(source, 0, mask);
            if (TVectors.Value > 1)
            {
                x1 = Load(source, 1, mask);
            }

            if (TVectors.Value > 2)
            {
                x2 = Load(source, 2, mask);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(T* target, TVector mask)
        {
            Store(target, 0, mask, x0);
            if (TVectors.Value > 1)
            {
                Store(target, 1, mask, x1);
            }

            if (TVectors.Value > 2)
            {
                Store(target, 2, mask, x2);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MultiplyAdd(TVector x, in Row y)
        {
            x0 = TLanes.MultiplyAdd(x, y.x0, x0);
            if (TVectors.Value > 1)
            {
                x1 = TLanes.MultiplyAdd(x, y.x1, x1);
            }

            if (TVectors.Value > 2)
            {
                x2 = TLanes.MultiplyAdd(x, y.x2, x2);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Load(T* source, int vector, TVector mask) =>
            TEdge.Value != 0 && vector == TVectors.Value - 1
                ? TLanes.LoadMasked(source + (vector * TLanes.Count), mask)
                : TLanes.Load(source + (vector * TLanes.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* target, int vector, TVector mask, TVector value)
        {
            if (TEdge.Value != 0 && vector == TVectors.Value - 1)
            {
                TLanes.StoreMasked(target + (vector * TLanes.Count), mask, value);
            }
            else
            {
                TLanes.Store(target + (vector * TLanes.Count), value);
            }
        }
    }
}
