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
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);
}
