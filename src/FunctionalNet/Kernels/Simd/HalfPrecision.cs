using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FunctionalNet.Kernels;

/// <summary>
/// 16-bit numbers: rounding to them, packing two of them into one element, and unpacking. Other number types than float32 are converted
/// through it.
/// </summary>
/// <remarks>
/// TensorPrimitives converts to and from <see cref="Half"/> on vectors too, but does not support bfloat16, nor rounding within a loop of
/// other operators.
/// </remarks>
internal static class HalfPrecision
{
    /// <summary>Whether a precision has 16 bits.</summary>
    public static bool Has(Precision precision) => precision is Precision.Float16 or Precision.BFloat16;

    /// <summary>Rounds to the nearest 16-bit number.</summary>
    public static T Round<T>(Precision precision, T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        precision switch
        {
            Precision.Float16 => T.CreateTruncating(Float16.Value(Float16.Of(float.CreateTruncating(value)))),
            Precision.BFloat16 => T.CreateTruncating(BFloat16.Value(BFloat16.Of(float.CreateTruncating(value)))),
            _ => throw Wide(precision),
        };

    /// <summary>The same on vectors of float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Round<T, THalf>(Vector<T> value)
        where THalf : struct, IHalf => THalf.Value(THalf.Of(value.As<T, uint>())).As<uint, T>();

    /// <summary>The bits of the nearest 16-bit numbers.</summary>
    public static void Pack<T>(Precision precision, ReadOnlySpan<T> from, Span<ushort> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (precision == Precision.Float16)
        {
            Pack<T, Float16>(from, to);
        }
        else
        {
            Pack<T, BFloat16>(from, to);
        }
    }

    /// <summary>The values of such bits.</summary>
    public static void Unpack<T>(Precision precision, ReadOnlySpan<ushort> from, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (precision == Precision.Float16)
        {
            Unpack<T, Float16>(from, to);
        }
        else
        {
            Unpack<T, BFloat16>(from, to);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private static void Pack<T, THalf>(ReadOnlySpan<T> from, Span<ushort> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where THalf : struct, IHalf
    {
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var bits = MemoryMarshal.Cast<T, uint>(from);
            for (; i + Vector<ushort>.Count <= bits.Length; i += Vector<ushort>.Count)
            {
                var lower = THalf.Of(new Vector<uint>(bits[i..]));
                var upper = THalf.Of(new Vector<uint>(bits[(i + Vector<uint>.Count)..]));
                Vector.Narrow(lower, upper).CopyTo(to[i..]);
            }
        }

        for (; i < from.Length; i++)
        {
            to[i] = THalf.Of(float.CreateTruncating(from[i]));
        }
    }

    [MethodImpl(Compiled.Alone)]
    private static void Unpack<T, THalf>(ReadOnlySpan<ushort> from, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where THalf : struct, IHalf
    {
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var bits = MemoryMarshal.Cast<T, uint>(to);
            for (; i + Vector<ushort>.Count <= bits.Length; i += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(from[i..]), out var lower, out var upper);
                THalf.Value(lower).CopyTo(bits[i..]);
                THalf.Value(upper).CopyTo(bits[(i + Vector<uint>.Count)..]);
            }
        }

        for (; i < to.Length; i++)
        {
            to[i] = T.CreateTruncating(THalf.Value(from[i]));
        }
    }

    private static ArgumentOutOfRangeException Wide(Precision precision) =>
        new(nameof(precision), precision, "It has more than 16 bits.");
}
