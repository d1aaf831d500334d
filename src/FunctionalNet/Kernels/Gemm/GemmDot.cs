using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>The dot-product kernel of one tile size.</summary>
internal abstract unsafe class GemmDot<T>
    where T : unmanaged
{
    /// <summary>c[i, j] = sum over k of a[i * aRow + k] b[j * bRow + k], or += when <paramref name="accumulate"/>.</summary>
    public abstract void Run(nint depth, T* a, nint aRow, T* b, nint bRow, T* c, nint cRow, bool accumulate);
}

/// <summary>
/// A tile of C as dot products of rows of A with rows of a transposed B, without packing: each vector holds partial sums of one element of
/// C, lane by lane. The order of the additions depends on the depth alone, and AVX2 reproduces that of AVX-512, by one pass over the depth
/// for each half of the lanes.
/// </summary>
internal sealed unsafe class GemmDot<T, TVector, TLanes, TRows, TColumns> : GemmDot<T>
    where T : unmanaged, System.Numerics.INumberBase<T>
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
    where TRows : unmanaged
    where TColumns : unmanaged
{
    private const int Max = 4;

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Run(nint depth, T* a, nint aRow, T* b, nint bRow, T* c, nint cRow, bool accumulate)
    {
        var kept = stackalloc T[(TLanes.Parts - 1) * Max * Max * TLanes.Count];
        var step = TLanes.Parts * TLanes.Count;
        for (var part = 0; part < TLanes.Parts; part++)
        {
            Row r0 = default;
            Row r1 = default;
            Row r2 = default;
            Row r3 = default;
            var x = a + (part * TLanes.Count);
            var z = b + (part * TLanes.Count);
            var left = depth;
            for (; left >= step; left -= step)
            {
                Row y = default;
                y.Load(z, bRow);
                r0.MultiplyAdd(TLanes.Load(x), y);
                if (sizeof(TRows) > 1)
                {
                    r1.MultiplyAdd(TLanes.Load(x + aRow), y);
                }

                if (sizeof(TRows) > 2)
                {
                    r2.MultiplyAdd(TLanes.Load(x + (2 * aRow)), y);
                }

                if (sizeof(TRows) > 3)
                {
                    r3.MultiplyAdd(TLanes.Load(x + (3 * aRow)), y);
                }

                x += step;
                z += step;
            }

            // Also if this half has no lanes left, so that the sum loses the sign of a zero in the same way.
            if (left > 0)
            {
                var mask = TLanes.Mask((int)left - (part * TLanes.Count));
                Row y = default;
                y.LoadMasked(z, bRow, mask);
                r0.MultiplyAdd(TLanes.LoadMasked(x, mask), y);
                if (sizeof(TRows) > 1)
                {
                    r1.MultiplyAdd(TLanes.LoadMasked(x + aRow, mask), y);
                }

                if (sizeof(TRows) > 2)
                {
                    r2.MultiplyAdd(TLanes.LoadMasked(x + (2 * aRow), mask), y);
                }

                if (sizeof(TRows) > 3)
                {
                    r3.MultiplyAdd(TLanes.LoadMasked(x + (3 * aRow), mask), y);
                }
            }

            if (part + 1 < TLanes.Parts)
            {
                r0.Store(kept);
                r1.Store(kept + (Max * TLanes.Count));
                r2.Store(kept + (2 * Max * TLanes.Count));
                r3.Store(kept + (3 * Max * TLanes.Count));
                continue;
            }

            if (TLanes.Parts > 1)
            {
                r0.Add(kept);
                r1.Add(kept + (Max * TLanes.Count));
                r2.Add(kept + (2 * Max * TLanes.Count));
                r3.Add(kept + (3 * Max * TLanes.Count));
            }

            r0.Finish(c, accumulate);
            if (sizeof(TRows) > 1)
            {
                r1.Finish(c + cRow, accumulate);
            }

            if (sizeof(TRows) > 2)
            {
                r2.Finish(c + (2 * cRow), accumulate);
            }

            if (sizeof(TRows) > 3)
            {
                r3.Finish(c + (3 * cRow), accumulate);
            }
        }
    }

    /// <summary>Up to 4 vectors, of one row of A with as many rows of B; the JIT keeps the fields in registers.</summary>
    private struct Row
    {
        private TVector x0;
        private TVector x1;
        private TVector x2;
        private TVector x3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(T* b, nint bRow)
        {
            x0 = TLanes.Load(b);
            if (sizeof(TColumns) > 1)
            {
                x1 = TLanes.Load(b + bRow);
            }

            if (sizeof(TColumns) > 2)
            {
                x2 = TLanes.Load(b + (2 * bRow));
            }

            if (sizeof(TColumns) > 3)
            {
                x3 = TLanes.Load(b + (3 * bRow));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void LoadMasked(T* b, nint bRow, TVector mask)
        {
            x0 = TLanes.LoadMasked(b, mask);
            if (sizeof(TColumns) > 1)
            {
                x1 = TLanes.LoadMasked(b + bRow, mask);
            }

            if (sizeof(TColumns) > 2)
            {
                x2 = TLanes.LoadMasked(b + (2 * bRow), mask);
            }

            if (sizeof(TColumns) > 3)
            {
                x3 = TLanes.LoadMasked(b + (3 * bRow), mask);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MultiplyAdd(TVector x, in Row y)
        {
            x0 = TLanes.MultiplyAdd(x, y.x0, x0);
            if (sizeof(TColumns) > 1)
            {
                x1 = TLanes.MultiplyAdd(x, y.x1, x1);
            }

            if (sizeof(TColumns) > 2)
            {
                x2 = TLanes.MultiplyAdd(x, y.x2, x2);
            }

            if (sizeof(TColumns) > 3)
            {
                x3 = TLanes.MultiplyAdd(x, y.x3, x3);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(T* kept)
        {
            TLanes.Store(kept, x0);
            TLanes.Store(kept + TLanes.Count, x1);
            TLanes.Store(kept + (2 * TLanes.Count), x2);
            TLanes.Store(kept + (3 * TLanes.Count), x3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T* kept)
        {
            var one = TLanes.Broadcast(T.One);
            x0 = TLanes.MultiplyAdd(TLanes.Load(kept), one, x0);
            x1 = TLanes.MultiplyAdd(TLanes.Load(kept + TLanes.Count), one, x1);
            x2 = TLanes.MultiplyAdd(TLanes.Load(kept + (2 * TLanes.Count)), one, x2);
            x3 = TLanes.MultiplyAdd(TLanes.Load(kept + (3 * TLanes.Count)), one, x3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Finish(T* c, bool accumulate)
        {
            Put(c, TLanes.Sum(x0), accumulate);
            if (sizeof(TColumns) > 1)
            {
                Put(c + 1, TLanes.Sum(x1), accumulate);
            }

            if (sizeof(TColumns) > 2)
            {
                Put(c + 2, TLanes.Sum(x2), accumulate);
            }

            if (sizeof(TColumns) > 3)
            {
                Put(c + 3, TLanes.Sum(x3), accumulate);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put(T* c, T sum, bool accumulate) => *c = accumulate ? *c + sum : sum;
    }
}
