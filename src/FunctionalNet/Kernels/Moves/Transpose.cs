using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>
/// Transposes strips of a matrix in registers. Within each 128 bits, two rounds of interleaving transpose 4 x 4 floats
/// (one round: 2 x 2 doubles); a 256-bit vector does two such blocks at once, of rows i and i + half the height.
/// </summary>
internal static unsafe class Transpose<T>
    where T : unmanaged
{
    /// <summary>Gets the number of rows of a strip: at most the width of the target.</summary>
    public static int Height(nint width) =>
        Avx.IsSupported && width >= Vector256<T>.Count ? Vector256<T>.Count : Vector128<T>.Count;

    /// <summary>
    /// target[k * targetStride + i] = source[i * stride + k] for k below <paramref name="depth"/> and i below <paramref name="used"/>;
    /// elements from there to the height are undefined.
    /// </summary>
    [MethodImpl(Compiled.Alone)]
    public static void Strip(T* source, nint stride, nint used, int height, T* target, nint targetStride, nint depth)
    {
        // The last row replaces missing rows.
        var last = used - 1;
        var s1 = source + (Math.Min(1, last) * stride);
        var s2 = source + (Math.Min(2, last) * stride);
        var s3 = source + (Math.Min(3, last) * stride);
        nint k = 0;
        if (Avx.IsSupported && height == 8)
        {
            var s4 = source + (Math.Min(4, last) * stride);
            var s5 = source + (Math.Min(5, last) * stride);
            var s6 = source + (Math.Min(6, last) * stride);
            var s7 = source + (Math.Min(7, last) * stride);
            for (; k + 4 <= depth; k += 4)
            {
                var to = target + (k * targetStride);
                Interleave(Pair(source + k, s4 + k), Pair(s2 + k, s6 + k), out var r02, out var t02);
                Interleave(Pair(s1 + k, s5 + k), Pair(s3 + k, s7 + k), out var r13, out var t13);
                Interleave(r02, r13, out var k0, out var k1);
                Interleave(t02, t13, out var k2, out var k3);
                k0.Store(to);
                k1.Store(to + targetStride);
                k2.Store(to + (2 * targetStride));
                k3.Store(to + (3 * targetStride));
            }
        }
        else if (Avx.IsSupported && sizeof(T) == sizeof(double) && height == 4)
        {
            for (; k + 2 <= depth; k += 2)
            {
                var to = target + (k * targetStride);
                Interleave(Pair(source + k, s2 + k), Pair(s1 + k, s3 + k), out var k0, out var k1);
                k0.Store(to);
                k1.Store(to + targetStride);
            }
        }
        else if ((Sse2.IsSupported || AdvSimd.Arm64.IsSupported) && height == 4)
        {
            for (; k + 4 <= depth; k += 4)
            {
                var to = target + (k * targetStride);
                Interleave(Vector128.Load(source + k), Vector128.Load(s2 + k), out var r02, out var t02);
                Interleave(Vector128.Load(s1 + k), Vector128.Load(s3 + k), out var r13, out var t13);
                Interleave(r02, r13, out var k0, out var k1);
                Interleave(t02, t13, out var k2, out var k3);
                k0.Store(to);
                k1.Store(to + targetStride);
                k2.Store(to + (2 * targetStride));
                k3.Store(to + (3 * targetStride));
            }
        }
        else if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; k + 2 <= depth; k += 2)
            {
                var to = target + (k * targetStride);
                Interleave(Vector128.Load(source + k), Vector128.Load(s1 + k), out var k0, out var k1);
                k0.Store(to);
                k1.Store(to + targetStride);
            }
        }

        for (; k < depth; k++)
        {
            for (nint i = 0; i < used; i++)
            {
                target[(k * targetStride) + i] = source[(i * stride) + k];
            }
        }
    }

    /// <summary>
    /// target[k * targetStride + i] = source[i * stride + k] for k below <paramref name="depth"/> and i below
    /// <paramref name="used"/>, and nothing else.
    /// </summary>
    [MethodImpl(Compiled.Alone)]
    public static void Exact(T* source, nint stride, nint used, T* target, nint targetStride, nint depth)
    {
        nint i = 0;
        for (; used - i >= Vector128<T>.Count; i += Height(used - i))
        {
            var height = Height(used - i);
            Strip(source + (i * stride), stride, height, height, target + i, targetStride, depth);
        }

        for (; i < used; i++)
        {
            for (nint k = 0; k < depth; k++)
            {
                target[(k * targetStride) + i] = source[(i * stride) + k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Pair(T* low, T* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<T> x, Vector256<T> y, out Vector256<T> low, out Vector256<T> high)
    {
        if (sizeof(T) == sizeof(float))
        {
            low = Avx.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, T>();
            high = Avx.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
        }
        else
        {
            low = Avx.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, T>();
            high = Avx.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<T> x, Vector128<T> y, out Vector128<T> low, out Vector128<T> high)
    {
        if (AdvSimd.Arm64.IsSupported)
        {
            if (sizeof(T) == sizeof(float))
            {
                low = AdvSimd.Arm64.ZipLow(x.AsSingle(), y.AsSingle()).As<float, T>();
                high = AdvSimd.Arm64.ZipHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
            }
            else
            {
                low = AdvSimd.Arm64.ZipLow(x.AsDouble(), y.AsDouble()).As<double, T>();
                high = AdvSimd.Arm64.ZipHigh(x.AsDouble(), y.AsDouble()).As<double, T>();
            }
        }
        else if (sizeof(T) == sizeof(float))
        {
            low = Sse.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, T>();
            high = Sse.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
        }
        else
        {
            low = Sse2.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, T>();
            high = Sse2.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, T>();
        }
    }
}
