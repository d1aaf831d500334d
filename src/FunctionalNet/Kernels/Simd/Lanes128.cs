using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>128 bits, float or double: the portable width (Arm's NEON, x86 without AVX2).</summary>
internal readonly unsafe struct Lanes128<T> : ILanes<T, Vector128<T>>
    where T : unmanaged
{
    public static int Count => Vector128<T>.Count;

    public static int Registers => AdvSimd.IsSupported ? 32 : 16;

    public static int Parts => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector128<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mask(int count) =>
        sizeof(T) == sizeof(float)
            ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>()
            : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadMasked(T* source, Vector128<T> mask)
    {
        if (Avx.IsSupported)
        {
            return sizeof(T) == sizeof(float)
                ? Avx.MaskLoad((float*)source, mask.AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)source, mask.AsDouble()).As<double, T>();
        }

        // Without masked loads: lane by lane, up to the end of the mask.
        var bits = mask.ExtractMostSignificantBits();
        var value = Vector128<T>.Zero;
        for (var lane = 0; ((bits >> lane) & 1) != 0; lane++)
        {
            value = value.WithElement(lane, source[lane]);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Masked(Vector128<T> value, Vector128<T> mask) => value & mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* target, Vector128<T> mask, Vector128<T> value)
    {
        if (Avx.IsSupported)
        {
            if (sizeof(T) == sizeof(float))
            {
                Avx.MaskStore((float*)target, mask.AsSingle(), value.AsSingle());
            }
            else
            {
                Avx.MaskStore((double*)target, mask.AsDouble(), value.AsDouble());
            }

            return;
        }

        var bits = mask.ExtractMostSignificantBits();
        for (var lane = 0; ((bits >> lane) & 1) != 0; lane++)
        {
            target[lane] = value.GetElement(lane);
        }
    }

    // Not FusedMultiplyAdd, which processors without FMA emulate in software.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> sum) =>
        sizeof(T) == sizeof(float)
            ? Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector128<T> x, Vector128<T> y, out Vector128<T> first, out Vector128<T> second)
    {
        if (sizeof(T) == sizeof(float))
        {
            var isOfX = Vector128.Create(-1, 0, -1, 0);
            first = Pick(isOfX, x, y, Vector128.Create(0, 0, 1, 1));
            second = Pick(isOfX, x, y, Vector128.Create(2, 2, 3, 3));
        }
        else
        {
            first = x.WithElement(1, y.GetElement(0));
            second = y.WithElement(0, x.GetElement(1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(
        Vector128<T> first,
        Vector128<T> second,
        out Vector128<T> even,
        out Vector128<T> odd
    )
    {
        if (sizeof(T) == sizeof(float))
        {
            var isOfFirst = Vector128.Create(-1, -1, 0, 0);
            even = Pick(isOfFirst, first, second, Vector128.Create(0, 2, 0, 2));
            odd = Pick(isOfFirst, first, second, Vector128.Create(1, 3, 1, 3));
        }
        else
        {
            Interleave(first, second, out even, out odd);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Pick(Vector128<int> isOfX, Vector128<T> x, Vector128<T> y, Vector128<int> places) =>
        Vector128
            .ConditionalSelect(isOfX, Vector128.Shuffle(x.AsInt32(), places), Vector128.Shuffle(y.AsInt32(), places))
            .As<int, T>();
}
