using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>One row of a <see cref="GemmTile{T}"/>, up to 3 vectors; the JIT keeps its fields in registers.</summary>
internal unsafe struct GemmTileRow<T, TVector, TLanes, TVectors, TEdge>
    where T : unmanaged
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
    where TVectors : unmanaged
    where TEdge : struct
{
    private TVector x0;
    private TVector x1;
    private TVector x2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(T* source, TVector mask)
    {
        x0 = Load(source, 0, mask);
        if (sizeof(TVectors) > 1)
        {
            x1 = Load(source, 1, mask);
        }

        if (sizeof(TVectors) > 2)
        {
            x2 = Load(source, 2, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(T* target, TVector mask)
    {
        Store(target, 0, mask, x0);
        if (sizeof(TVectors) > 1)
        {
            Store(target, 1, mask, x1);
        }

        if (sizeof(TVectors) > 2)
        {
            Store(target, 2, mask, x2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreWhole(T* target)
    {
        TLanes.Store(target, x0);
        if (sizeof(TVectors) > 1)
        {
            TLanes.Store(target + TLanes.Count, x1);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Store(target + (2 * TLanes.Count), x2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(TVector x, in GemmTileRow<T, TVector, TLanes, TVectors, TEdge> y)
    {
        x0 = TLanes.MultiplyAdd(x, y.x0, x0);
        if (sizeof(TVectors) > 1)
        {
            x1 = TLanes.MultiplyAdd(x, y.x1, x1);
        }

        if (sizeof(TVectors) > 2)
        {
            x2 = TLanes.MultiplyAdd(x, y.x2, x2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(T* source, int vector, TVector mask) =>
        typeof(TEdge) == typeof(Yes) && vector == sizeof(TVectors) - 1
            ? TLanes.LoadMasked(source + (vector * TLanes.Count), mask)
            : TLanes.Load(source + (vector * TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* target, int vector, TVector mask, TVector value)
    {
        if (typeof(TEdge) == typeof(Yes) && vector == sizeof(TVectors) - 1)
        {
            TLanes.StoreMasked(target + (vector * TLanes.Count), mask, value);
        }
        else
        {
            TLanes.Store(target + (vector * TLanes.Count), value);
        }
    }
}
