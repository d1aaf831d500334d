using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>256 bits: AVX2 and FMA, float or double.</summary>
internal readonly unsafe struct Lanes256<T> : ILanes<T, Vector256<T>>
    where T : unmanaged
{
    public static int Count => Vector256<T>.Count;

    public static int Registers => 16;

    public static int Parts => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* target, Vector256<T> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask(int count) =>
        sizeof(T) == sizeof(float)
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadMasked(T* source, Vector256<T> mask) =>
        sizeof(T) == sizeof(float)
            ? Avx.MaskLoad((float*)source, mask.AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)source, mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Masked(Vector256<T> value, Vector256<T> mask) => value & mask;

    // Masked stores are microcoded on AMD processors without AVX-512: the prefix is stored in pieces instead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* target, Vector256<T> mask, Vector256<T> value)
    {
        var bytes = BitOperations.PopCount((uint)Avx2.MoveMask(mask.AsByte()));
        var part = value.GetLower();
        var to = (byte*)target;
        if (bytes >= 16)
        {
            part.AsByte().Store(to);
            to += 16;
            part = value.GetUpper();
        }

        if ((bytes & 8) != 0)
        {
            *(double*)to = part.AsDouble().ToScalar();
            to += 8;
            part = Sse2.ShiftRightLogical128BitLane(part.AsByte(), 8).As<byte, T>();
        }

        if ((bytes & 4) != 0)
        {
            *(float*)to = part.AsSingle().ToScalar();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> sum) =>
        sizeof(T) == sizeof(float)
            ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> value) => Vector256.Sum(value);
}
