using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>Vectors from spans of any length: behind the end there is a padding, and nothing is written.</summary>
internal static class Padded
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(ReadOnlySpan<T> from, int start, T padding = default)
        where T : unmanaged =>
        start + Vector<T>.Count <= from.Length ? new Vector<T>(from[start..]) : Tail(from[start..], padding);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> value, Span<T> to, int start)
        where T : unmanaged
    {
        if (start + Vector<T>.Count <= to.Length)
        {
            value.CopyTo(to[start..]);
        }
        else
        {
            Tail(value, to[start..]);
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
