using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// Packing: copies a panel of a matrix so that the micro-kernel reads it sequentially. In a packed panel, depth k begins at target + k *
/// width. Lanes between the used columns and the width are undefined, because no kernel reads them; a width is a multiple of the height of
/// a transposed strip.
/// </summary>
internal static unsafe class GemmPacking<T, TVector, TLanes>
    where T : unmanaged
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
{
    /// <summary>Packs a panel of which each depth is contiguous: element (k, j) is source[k * stride + j].</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Rows(T* source, nint stride, T* target, nint width, nint used, nint depth)
    {
        var full = used - (used % TLanes.Count);
        var mask = TLanes.Mask((int)(used - full));
        if (full == used && full == 2 * TLanes.Count)
        {
            for (; depth > 0; depth--)
            {
                TLanes.Store(target, TLanes.Load(source));
                TLanes.Store(target + TLanes.Count, TLanes.Load(source + TLanes.Count));
                source += stride;
                target += width;
            }

            return;
        }

        var isWide = full + TLanes.Count <= width;
        for (; depth > 0; depth--)
        {
            for (nint j = 0; j < full; j += TLanes.Count)
            {
                TLanes.Store(target + j, TLanes.Load(source + j));
            }

            if (full < used && isWide)
            {
                TLanes.Store(target + full, TLanes.LoadMasked(source + full, mask));
            }
            else if (full < used)
            {
                TLanes.StoreMasked(target + full, mask, TLanes.LoadMasked(source + full, mask));
            }

            source += stride;
            target += width;
        }
    }

    /// <summary>Packs a panel of which each column is contiguous: element (k, j) is source[j * stride + k].</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Columns(T* source, nint stride, T* target, nint width, nint used, nint depth)
    {
        nint height;
        for (nint j = 0; j < used; j += height)
        {
            // A strip of 8 would exceed the remainder of a width of 12.
            height = Transpose<T>.Height(width - j);
            Transpose<T>.Strip(
                source + (j * stride),
                stride,
                Math.Min(height, used - j),
                (int)height,
                target + j,
                width,
                depth
            );
        }
    }
}
