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
    public static void Interleave(Vector256<T> x, Vector256<T> y, out Vector256<T> first, out Vector256<T> second)
    {
        // Within 128 bits, and then the halves in order.
        var (low, high) =
            sizeof(T) == sizeof(float)
                ? (
                    Avx2.UnpackLow(x.AsInt32(), y.AsInt32()).As<int, T>(),
                    Avx2.UnpackHigh(x.AsInt32(), y.AsInt32()).As<int, T>()
                )
                : (
                    Avx2.UnpackLow(x.AsInt64(), y.AsInt64()).As<long, T>(),
                    Avx2.UnpackHigh(x.AsInt64(), y.AsInt64()).As<long, T>()
                );
        first = Avx2.Permute2x128(low.AsInt32(), high.AsInt32(), 0x20).As<int, T>();
        second = Avx2.Permute2x128(low.AsInt32(), high.AsInt32(), 0x31).As<int, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(
        Vector256<T> first,
        Vector256<T> second,
        out Vector256<T> even,
        out Vector256<T> odd
    )
    {
        // Within 128 bits, pairs of the first vector alternate with those of the second.
        var (evens, odds) =
            sizeof(T) == sizeof(float)
                ? (
                    Avx.Shuffle(first.AsSingle(), second.AsSingle(), 0b10_00_10_00).As<float, T>(),
                    Avx.Shuffle(first.AsSingle(), second.AsSingle(), 0b11_01_11_01).As<float, T>()
                )
                : (
                    Avx2.UnpackLow(first.AsInt64(), second.AsInt64()).As<long, T>(),
                    Avx2.UnpackHigh(first.AsInt64(), second.AsInt64()).As<long, T>()
                );
        even = Avx2.Permute4x64(evens.AsInt64(), 0b11_01_10_00).As<long, T>();
        odd = Avx2.Permute4x64(odds.AsInt64(), 0b11_01_10_00).As<long, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> value) => Vector256.Sum(value);
}
