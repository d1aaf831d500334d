using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>
/// The transforms of Winograd's convolution F(2 x 2, 3 x 3) for one number type and one vector width: a vector holds the tiles of a row.
/// </summary>
internal abstract unsafe class WinogradLoops<T>
    where T : unmanaged, System.Numerics.INumberBase<T>
{
    public static WinogradLoops<T> Instance { get; } =
        Simd.Width switch
        {
            SimdWidth.Bits512 => new WinogradLoops<T, Vector512<T>, Lanes512<T>>(),
            SimdWidth.Bits256 => new WinogradLoops<T, Vector256<T>, Lanes256<T>>(),
            _ => new WinogradLoops<T, Vector128<T>, Lanes128<T>>(),
        };

    /// <summary>
    /// BᵀdB of a row of tiles: element (i, j) of tile t is source[taps[4 i + j] + t], and of its transform
    /// target[(4 i + j) stride + t]. Up to one vector after the last tile is read and written.
    /// </summary>
    public abstract void Input(T* source, int* taps, T* target, nint stride, nint tiles);

    /// <summary>
    /// AᵀmA of a row of tiles: element (i, j) of tile t is source[(4 i + j) stride + t], and the two rows of its result are
    /// upper[2 t], upper[2 t + 1] and the same of <paramref name="lower"/>, of <paramref name="width"/> elements. Up to one vector after
    /// the last tile is read.
    /// </summary>
    public abstract void Output(T* source, nint stride, T* upper, T* lower, bool hasLower, nint width);
}

/// <summary>The transforms of one vector type.</summary>
internal sealed unsafe class WinogradLoops<T, TVector, TLanes> : WinogradLoops<T>
    where T : unmanaged, System.Numerics.INumberBase<T>
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Input(T* source, int* taps, T* target, nint stride, nint tiles)
    {
        var (one, minus) = (TLanes.Broadcast(T.One), TLanes.Broadcast(-T.One));
        for (nint t = 0; t < tiles; t += TLanes.Count)
        {
            // The rows of Bᵀ: d0 - d2, d1 + d2, d2 - d1, d1 - d3.
            var from = source + t;
            var to = target + t;
            Columns(from, taps, taps + 8, minus, to, stride, one, minus);
            Columns(from, taps + 8, taps + 4, one, to + (4 * stride), stride, one, minus);
            Columns(from, taps + 8, taps + 4, minus, to + (8 * stride), stride, one, minus);
            Columns(from, taps + 4, taps + 12, minus, to + (12 * stride), stride, one, minus);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Output(T* source, nint stride, T* upper, T* lower, bool hasLower, nint width)
    {
        var (one, minus) = (TLanes.Broadcast(T.One), TLanes.Broadcast(-T.One));
        for (nint t = 0; 2 * t < width; t += TLanes.Count)
        {
            var from = source + t;
            Rows(from, stride, one, minus, out var u0, out var l0);
            Rows(from + stride, stride, one, minus, out var u1, out var l1);
            Rows(from + (2 * stride), stride, one, minus, out var u2, out var l2);
            Rows(from + (3 * stride), stride, one, minus, out var u3, out var l3);
            Pairs(u0, u1, u2, u3, one, minus, upper + (2 * t), width - (2 * t));
            if (hasLower)
            {
                Pairs(l0, l1, l2, l3, one, minus, lower + (2 * t), width - (2 * t));
            }
        }
    }

    // One row of Bᵀd, and then of BᵀdB.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        T* from,
        int* row,
        int* other,
        TVector sign,
        T* to,
        nint stride,
        TVector one,
        TVector minus
    )
    {
        var d0 = TLanes.MultiplyAdd(TLanes.Load(from + other[0]), sign, TLanes.Load(from + row[0]));
        var d1 = TLanes.MultiplyAdd(TLanes.Load(from + other[1]), sign, TLanes.Load(from + row[1]));
        var d2 = TLanes.MultiplyAdd(TLanes.Load(from + other[2]), sign, TLanes.Load(from + row[2]));
        var d3 = TLanes.MultiplyAdd(TLanes.Load(from + other[3]), sign, TLanes.Load(from + row[3]));
        TLanes.Store(to, TLanes.MultiplyAdd(d2, minus, d0));
        TLanes.Store(to + stride, TLanes.MultiplyAdd(d1, one, d2));
        TLanes.Store(to + (2 * stride), TLanes.MultiplyAdd(d1, minus, d2));
        TLanes.Store(to + (3 * stride), TLanes.MultiplyAdd(d3, minus, d1));
    }

    // One column of Aᵀm: m0 + m1 + m2 and m1 - m2 - m3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(T* from, nint stride, TVector one, TVector minus, out TVector upper, out TVector lower)
    {
        var m1 = TLanes.Load(from + (4 * stride));
        var m2 = TLanes.Load(from + (8 * stride));
        upper = TLanes.MultiplyAdd(m2, one, TLanes.MultiplyAdd(m1, one, TLanes.Load(from)));
        lower = TLanes.MultiplyAdd(TLanes.Load(from + (12 * stride)), minus, TLanes.MultiplyAdd(m2, minus, m1));
    }

    // One row of AᵀmA, of two elements for each tile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(
        TVector m0,
        TVector m1,
        TVector m2,
        TVector m3,
        TVector one,
        TVector minus,
        T* to,
        nint width
    )
    {
        var even = TLanes.MultiplyAdd(m2, one, TLanes.MultiplyAdd(m1, one, m0));
        var odd = TLanes.MultiplyAdd(m3, minus, TLanes.MultiplyAdd(m2, minus, m1));
        TLanes.Interleave(even, odd, out var first, out var second);
        if (width >= 2 * TLanes.Count)
        {
            TLanes.Store(to, first);
            TLanes.Store(to + TLanes.Count, second);
        }
        else if (width >= TLanes.Count)
        {
            TLanes.Store(to, first);
            TLanes.StoreMasked(to + TLanes.Count, TLanes.Mask((int)width - TLanes.Count), second);
        }
        else
        {
            TLanes.StoreMasked(to, TLanes.Mask((int)width), first);
        }
    }
}
