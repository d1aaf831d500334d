using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The blocks of one sample at one step, and those at the step before it; null stands for zeros.</summary>
internal readonly unsafe ref struct RecurrentRow<T>(
    T* step,
    nint stride,
    T* before,
    nint strideBefore,
    int hidden,
    ReadOnlySpan<T> zeros
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> zeros = zeros;

    /// <summary>Gets the elements of a block.</summary>
    public int Hidden => hidden;

    /// <summary>A block of the step.</summary>
    public Span<T> this[int block] => new(step + (block * stride), hidden);

    /// <summary>A block of the step before.</summary>
    public ReadOnlySpan<T> Before(int block) =>
        before is null ? zeros : new ReadOnlySpan<T>(before + (block * strideBefore), hidden);
}

/// <summary>Vectors from spans of any length: behind the end there are zeros, and nothing is written.</summary>
internal static class Padded
{
    public static Vector<T> Load<T>(ReadOnlySpan<T> from, int start)
        where T : unmanaged =>
        start + Vector<T>.Count <= from.Length ? new Vector<T>(from[start..]) : Tail(from[start..]);

    public static void Store<T>(Vector<T> value, Span<T> to, int start)
        where T : unmanaged
    {
        if (start + Vector<T>.Count <= to.Length)
        {
            value.CopyTo(to[start..]);
            return;
        }

        for (var i = start; i < to.Length; i++)
        {
            to[i] = value[i - start];
        }
    }

    private static Vector<T> Tail<T>(ReadOnlySpan<T> from)
        where T : unmanaged
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        padded.Clear();
        from.CopyTo(padded);
        return new Vector<T>(padded);
    }
}
