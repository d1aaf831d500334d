using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>Loads and stores vectors from spans of any length: loads are padded at the end, and nothing is stored beyond it.</summary>
internal static unsafe class Padded
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(ReadOnlySpan<T> from, int start, T padding = default)
        where T : unmanaged =>
        start + Vector<T>.Count <= from.Length ? Vector.LoadUnsafe(ref MemoryMarshal.GetReference(from), (nuint)start)
        : HasMasks<T>() ? Masked(from[start..], padding)
        : Tail(from[start..], padding);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> value, Span<T> to, int start)
        where T : unmanaged
    {
        if (start + Vector<T>.Count <= to.Length)
        {
            value.StoreUnsafe(ref MemoryMarshal.GetReference(to), (nuint)start);
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
        Avx2.IsSupported
        && Vector<byte>.Count == Vector256<byte>.Count
        && (typeof(T) == typeof(float) || typeof(T) == typeof(double));

    private static Vector<T> Masked<T>(ReadOnlySpan<T> from, T padding)
        where T : unmanaged
    {
        fixed (T* source = from)
        {
            var mask = Lanes256<T>.Mask(from.Length);
            return Vector256
                .ConditionalSelect(mask, Lanes256<T>.LoadMasked(source, mask), Vector256.Create(padding))
                .AsVector();
        }
    }

    private static void Masked<T>(Vector<T> value, Span<T> to)
        where T : unmanaged
    {
        fixed (T* target = to)
        {
            Lanes256<T>.StoreMasked(target, Lanes256<T>.Mask(to.Length), value.AsVector256());
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
