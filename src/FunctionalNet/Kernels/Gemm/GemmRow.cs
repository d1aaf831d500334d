using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// One row of C: y += x B. Eight rows of B are read at once, sequentially, so that it is bound by memory bandwidth; each element is one
/// chain of multiply-adds in the order of k, as in <see cref="GemmTile{T}"/>.
/// </summary>
internal static unsafe class GemmRow<T, TVector, TLanes>
    where T : unmanaged
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
{
    /// <summary>y[j] += sum over k of x[k] b[k * bRow + j], for j below <paramref name="columns"/>.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Run(nint depth, T* x, T* b, nint bRow, T* y, nint columns)
    {
        var full = columns - (columns % TLanes.Count);
        var mask = TLanes.Mask((int)(columns - full));
        for (; depth >= 8; depth -= 8)
        {
            var x0 = TLanes.Broadcast(x[0]);
            var x1 = TLanes.Broadcast(x[1]);
            var x2 = TLanes.Broadcast(x[2]);
            var x3 = TLanes.Broadcast(x[3]);
            var x4 = TLanes.Broadcast(x[4]);
            var x5 = TLanes.Broadcast(x[5]);
            var x6 = TLanes.Broadcast(x[6]);
            var x7 = TLanes.Broadcast(x[7]);
            var b4 = b + (4 * bRow);
            nint j = 0;
            for (; j < full; j += TLanes.Count)
            {
                var sum = TLanes.Load(y + j);
                sum = TLanes.MultiplyAdd(x0, TLanes.Load(b + j), sum);
                sum = TLanes.MultiplyAdd(x1, TLanes.Load(b + bRow + j), sum);
                sum = TLanes.MultiplyAdd(x2, TLanes.Load(b + (2 * bRow) + j), sum);
                sum = TLanes.MultiplyAdd(x3, TLanes.Load(b + (3 * bRow) + j), sum);
                sum = TLanes.MultiplyAdd(x4, TLanes.Load(b4 + j), sum);
                sum = TLanes.MultiplyAdd(x5, TLanes.Load(b4 + bRow + j), sum);
                sum = TLanes.MultiplyAdd(x6, TLanes.Load(b4 + (2 * bRow) + j), sum);
                sum = TLanes.MultiplyAdd(x7, TLanes.Load(b4 + (3 * bRow) + j), sum);
                TLanes.Store(y + j, sum);
            }

            if (j < columns)
            {
                var sum = TLanes.LoadMasked(y + j, mask);
                sum = TLanes.MultiplyAdd(x0, TLanes.LoadMasked(b + j, mask), sum);
                sum = TLanes.MultiplyAdd(x1, TLanes.LoadMasked(b + bRow + j, mask), sum);
                sum = TLanes.MultiplyAdd(x2, TLanes.LoadMasked(b + (2 * bRow) + j, mask), sum);
                sum = TLanes.MultiplyAdd(x3, TLanes.LoadMasked(b + (3 * bRow) + j, mask), sum);
                sum = TLanes.MultiplyAdd(x4, TLanes.LoadMasked(b4 + j, mask), sum);
                sum = TLanes.MultiplyAdd(x5, TLanes.LoadMasked(b4 + bRow + j, mask), sum);
                sum = TLanes.MultiplyAdd(x6, TLanes.LoadMasked(b4 + (2 * bRow) + j, mask), sum);
                sum = TLanes.MultiplyAdd(x7, TLanes.LoadMasked(b4 + (3 * bRow) + j, mask), sum);
                TLanes.StoreMasked(y + j, mask, sum);
            }

            x += 8;
            b += 8 * bRow;
        }

        for (; depth > 0; depth--)
        {
            var x0 = TLanes.Broadcast(*x);
            nint j = 0;
            for (; j < full; j += TLanes.Count)
            {
                TLanes.Store(y + j, TLanes.MultiplyAdd(x0, TLanes.Load(b + j), TLanes.Load(y + j)));
            }

            if (j < columns)
            {
                var sum = TLanes.MultiplyAdd(x0, TLanes.LoadMasked(b + j, mask), TLanes.LoadMasked(y + j, mask));
                TLanes.StoreMasked(y + j, mask, sum);
            }

            x++;
            b += bRow;
        }
    }
}
