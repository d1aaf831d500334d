using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>Vectors from spans of any length: behind the end there is a padding, and nothing is written.</summary>
internal static unsafe class Padded
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(ReadOnlySpan<T> from, int start, T padding = default)
        where T : unmanaged =>
        start + Vector<T>.Count <= from.Length ? new Vector<T>(from[start..])
        : HasMasks<T>() ? Masked(from[start..], padding)
        : Tail(from[start..], padding);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> value, Span<T> to, int start)
        where T : unmanaged
    {
        if (start + Vector<T>.Count <= to.Length)
        {
            value.CopyTo(to[start..]);
        }
        else if (HasMasks<T>())
        {
            Masked(value, to[start..]);
        }
        else
        {
            Tail(value, to[start..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasMasks<T>()
        where T : unmanaged =>
        Avx512F.VL.IsSupported
        && Vector<byte>.Count == Vector256<byte>.Count
        && (typeof(T) == typeof(float) || typeof(T) == typeof(double));

    private static Vector<T> Masked<T>(ReadOnlySpan<T> from, T padding)
        where T : unmanaged
    {
        fixed (T* source = from)
        {
            var rest = Vector256.Create(padding);
            return (
                typeof(T) == typeof(float)
                    ? Avx512F
                        .VL.MaskLoad(
                            (float*)source,
                            Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(from.Length)).AsSingle(),
                            rest.AsSingle()
                        )
                        .As<float, T>()
                    : Avx512F
                        .VL.MaskLoad(
                            (double*)source,
                            Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)from.Length)).AsDouble(),
                            rest.AsDouble()
                        )
                        .As<double, T>()
            ).AsVector();
        }
    }

    private static void Masked<T>(Vector<T> value, Span<T> to)
        where T : unmanaged
    {
        fixed (T* target = to)
        {
            if (typeof(T) == typeof(float))
            {
                var mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(to.Length)).AsSingle();
                Avx512F.VL.MaskStore((float*)target, mask, value.AsVector256().AsSingle());
            }
            else
            {
                var mask = Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)to.Length)).AsDouble();
                Avx512F.VL.MaskStore((double*)target, mask, value.AsVector256().AsDouble());
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> Tail<T>(ReadOnlySpan<T> from, T padding)
        where T : unmanaged
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        padded.Fill(padding);
        from.CopyTo(padded);
        return new Vector<T>(padded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tail<T>(Vector<T> value, Span<T> to)
        where T : unmanaged
    {
        Span<T> all = stackalloc T[Vector<T>.Count];
        value.CopyTo(all);
        all[..to.Length].CopyTo(to);
    }
}
