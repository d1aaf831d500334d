using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>512 bits: AVX-512, float or double.</summary>
internal readonly unsafe struct Lanes512<T> : ILanes<T, Vector512<T>>
    where T : unmanaged
{
    public static int Count => Vector512<T>.Count;

    public static int Registers => 32;

    public static int Parts => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector512<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mask(int count) =>
        sizeof(T) == sizeof(float)
            ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
            : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadMasked(T* source, Vector512<T> mask) =>
        sizeof(T) == sizeof(float)
            ? Avx512F.MaskLoad((float*)source, mask.AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)source, mask.AsDouble(), Vector512<double>.Zero).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Masked(Vector512<T> value, Vector512<T> mask) => value & mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* target, Vector512<T> mask, Vector512<T> value)
    {
        if (sizeof(T) == sizeof(float))
        {
            Avx512F.MaskStore((float*)target, mask.AsSingle(), value.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)target, mask.AsDouble(), value.AsDouble());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> sum) =>
        sizeof(T) == sizeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector512<T> x, Vector512<T> y, out Vector512<T> first, out Vector512<T> second)
    {
        if (sizeof(T) == sizeof(float))
        {
            var low = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            first = Pick(x, y, low);
            second = Pick(x, y, low + Vector512.Create(8));
        }
        else
        {
            var low = Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11);
            first = Pick(x, y, low);
            second = Pick(x, y, low + Vector512.Create(4L));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(
        Vector512<T> first,
        Vector512<T> second,
        out Vector512<T> even,
        out Vector512<T> odd
    )
    {
        if (sizeof(T) == sizeof(float))
        {
            even = Pick(first, second, Vector512<int>.Indices * 2);
            odd = Pick(first, second, (Vector512<int>.Indices * 2) + Vector512<int>.One);
        }
        else
        {
            even = Pick(first, second, Vector512<long>.Indices * 2);
            odd = Pick(first, second, (Vector512<long>.Indices * 2) + Vector512<long>.One);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> value) => Vector256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Pick(Vector512<T> x, Vector512<T> y, Vector512<int> places) =>
        Avx512F.PermuteVar16x32x2(x.AsInt32(), places, y.AsInt32()).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Pick(Vector512<T> x, Vector512<T> y, Vector512<long> places) =>
        Avx512F.PermuteVar8x64x2(x.AsInt64(), places, y.AsInt64()).As<long, T>();
}
