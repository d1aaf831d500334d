using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>A 16-bit number type, converted to and from the bits of a float32: to nearest, ties to even, overflow to infinity.</summary>
internal interface IHalf
{
    /// <summary>The bits of the nearest number.</summary>
    static abstract ushort Of(float value);

    /// <summary>The value of such bits.</summary>
    static abstract float Value(ushort bits);

    /// <summary>The bits of the nearest numbers, in the lower half of each lane, from float32 bits.</summary>
    static abstract Vector<uint> Of(Vector<uint> bits);

    /// <summary>The float32 bits of the same values.</summary>
    static abstract Vector<uint> Value(Vector<uint> bits);
}

/// <summary>Bfloat16: the upper half of a float32.</summary>
internal readonly struct BFloat16 : IHalf
{
    private const uint BelowHalf = 0x7FFF;
    private const uint Quiet = 0x40;
    private const uint Infinity = 0x7F80_0000;
    private const uint Magnitude = 0x7FFF_FFFF;

    // Rounding could turn a NaN into an infinity.
    public static ushort Of(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | Quiet : (bits + BelowHalf + ((bits >> 16) & 1)) >> 16);
    }

    public static float Value(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Of(Vector<uint> bits)
    {
        var upper = bits >> 16;
        return Vector.ConditionalSelect(
            Vector.GreaterThan(bits & new Vector<uint>(Magnitude), new Vector<uint>(Infinity)),
            upper | new Vector<uint>(Quiet),
            (bits + new Vector<uint>(BelowHalf) + (upper & Vector<uint>.One)) >> 16
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Value(Vector<uint> bits) => bits << 16;
}

/// <summary>IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 significand bits.</summary>
internal readonly struct Float16 : IHalf
{
    // The difference in significand bits, and in exponent bias.
    private const int Shorter = 13;
    private const uint Rebias = (127 - 15) << 23;

    private const uint Sign = 0x8000_0000;
    private const uint SignOfHalf = 0x8000;
    private const uint Infinity = 0x7F80_0000;
    private const uint InfinityOfHalf = 0x7C00;
    private const uint QuietOfHalf = 0x0200;
    private const uint MinNormal = Rebias + (1 << 23);
    private const uint MinNormalOfHalf = 0x0400;

    // From the midpoint between the largest number, 65504, and 65536 on.
    private const uint Overflow = 0x477F_F000;

    public static ushort Of(float value) => BitConverter.HalfToUInt16Bits((Half)value);

    public static float Value(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Of(Vector<uint> bits)
    {
        var sign = bits & new Vector<uint>(Sign);
        var magnitude = bits ^ sign;
        var odd = (magnitude >> Shorter) & Vector<uint>.One;
        var normal =
            (magnitude + odd + new Vector<uint>((1 << (Shorter - 1)) - 1) - new Vector<uint>(Rebias)) >> Shorter;

        // The unit in the last place of 0.5 is that of a denormal half: the sum is rounded at the right bit.
        var half = new Vector<float>(0.5f);
        var denormal = (magnitude.As<uint, float>() + half).As<float, uint>() - half.As<float, uint>();
        var large = Vector.ConditionalSelect(
            Vector.GreaterThan(magnitude, new Vector<uint>(Infinity)),
            ((magnitude >> Shorter) & new Vector<uint>(QuietOfHalf - 1))
                | new Vector<uint>(InfinityOfHalf | QuietOfHalf),
            new Vector<uint>(InfinityOfHalf)
        );
        var rounded = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<uint>(MinNormal)),
            denormal,
            Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(Overflow)), normal, large)
        );
        return rounded | (sign >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Value(Vector<uint> bits)
    {
        var sign = bits & new Vector<uint>(SignOfHalf);
        var magnitude = bits ^ sign;
        var moved = magnitude << Shorter;
        var min = new Vector<uint>(MinNormal);

        // With the exponent of the smallest normal number the significand has its full value, plus an implicit 1 to subtract.
        var denormal = ((moved + min).As<uint, float>() - min.As<uint, float>()).As<float, uint>();
        var normal = moved + new Vector<uint>(Rebias);
        var large = normal + new Vector<uint>(Rebias);
        var value = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<uint>(MinNormalOfHalf)),
            denormal,
            Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(InfinityOfHalf)), normal, large)
        );
        return value | (sign << 16);
    }
}
