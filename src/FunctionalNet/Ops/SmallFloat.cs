using System.Numerics;

namespace FunctionalNet;

/// <summary>A floating-point type of 8 or 4 bits in a file, which an expression holds as <see cref="ElementType.Float"/>.</summary>
/// <param name="Code">Its number in ONNX, TensorProto.DataType.</param>
/// <param name="Bits">The number of bits.</param>
/// <param name="Precision">The number of mantissa bits, without the leading one.</param>
/// <param name="Bias">The exponent bias.</param>
/// <param name="Largest">The largest number.</param>
internal sealed record SmallFloat(long Code, int Bits, int Precision, int Bias, double Largest)
{
    /// <summary>Gets a value indicating whether it has infinities.</summary>
    public bool HasInfinity { get; init; }

    /// <summary>Gets a value indicating whether its only NaN has the bits of negative zero, which does not exist then.</summary>
    public bool IsUnsignedZero { get; init; }

    /// <summary>Gets a value indicating whether it has only powers of two: no sign, no zero.</summary>
    public bool IsPower { get; init; }

    /// <summary>Gets float8e4m3fn: 4 bits of exponent, NaN but no infinity.</summary>
    public static SmallFloat E4M3 { get; } = new(17, 8, 3, 7, 448);

    /// <summary>Gets the same with a single zero and another bias.</summary>
    public static SmallFloat E4M3Unsigned { get; } = new(18, 8, 3, 8, 240) { IsUnsignedZero = true };

    /// <summary>Gets float8e5m2: 5 bits of exponent, the upper half of a float16.</summary>
    public static SmallFloat E5M2 { get; } = new(19, 8, 2, 15, 57344) { HasInfinity = true };

    /// <summary>Gets the same with a single zero, another bias, and no infinity.</summary>
    public static SmallFloat E5M2Unsigned { get; } = new(20, 8, 2, 16, 57344) { IsUnsignedZero = true };

    /// <summary>Gets float4e2m1: 0, ½, 1, 1½, 2, 3, 4 and 6 with both signs.</summary>
    public static SmallFloat E2M1 { get; } = new(23, 4, 1, 1, 6);

    /// <summary>Gets float8e8m0: 8 bits of exponent, powers of two.</summary>
    public static SmallFloat E8M0 { get; } = new(24, 8, 0, 127, double.ScaleB(1, 127)) { IsPower = true };

    /// <summary>Gets all types.</summary>
    public static IReadOnlyList<SmallFloat> All { get; } = [E4M3, E4M3Unsigned, E5M2, E5M2Unsigned, E2M1, E8M0];

    /// <summary>The type with a number in ONNX, or null.</summary>
    public static SmallFloat? Of(long code) => All.FirstOrDefault(type => type.Code == code);

    /// <summary>The number with given bits.</summary>
    public double Value(int bits)
    {
        if (IsPower)
        {
            return bits == 0xFF ? double.NaN : double.ScaleB(1, bits - Bias);
        }

        var sign = 1 << (Bits - 1);
        var (isNegative, size) = ((bits & sign) != 0, bits & (sign - 1));
        if (IsUnsignedZero && bits == sign)
        {
            return double.NaN;
        }

        var (exponent, digits) = (size >> Precision, size & ((1 << Precision) - 1));
        var value =
            exponent == 0
                ? double.ScaleB(digits, 1 - Bias - Precision)
                : double.ScaleB(digits + (1 << Precision), exponent - Bias - Precision);
        value =
            value <= Largest ? value
            : HasInfinity && digits == 0 ? double.PositiveInfinity
            : double.NaN;
        return isNegative ? -value : value;
    }

    /// <summary>Rounds to the nearest number of the type, ties to even.</summary>
    /// <param name="x">A number.</param>
    /// <param name="isSaturated">Whether values that are too large become the largest number, rather than infinity or NaN.</param>
    public T Round<T>(T x, bool isSaturated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            // A type without NaN rounds it to -0.
            return this == E2M1 ? T.NegativeZero : T.NaN;
        }

        var (size, largest) = (T.Abs(x), T.CreateChecked(Largest));
        if (T.IsFinite(size) && !T.IsZero(size))
        {
            var unit = Math.Max(T.ILogB(size), 1 - Bias) - Precision;
            size = T.ScaleB(T.Round(T.ScaleB(size, -unit), MidpointRounding.ToEven), unit);
        }

        var rounded =
            size <= largest ? size
            : isSaturated || this == E2M1 ? largest
            : HasInfinity ? T.PositiveInfinity
            : T.NaN;
        return IsUnsignedZero && T.IsZero(rounded) ? T.Zero : T.CopySign(rounded, x);
    }

    /// <summary>The power of two for a number of any sign, limited to those of float32.</summary>
    /// <param name="x">A number; non-finite values become NaN.</param>
    /// <param name="isSaturated">Whether values that are too large become the largest power, rather than NaN.</param>
    /// <param name="mode">up, down or nearest, with ties to the larger.</param>
    public T Power<T>(T x, bool isSaturated, string mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(x))
        {
            return T.NaN;
        }

        var size = T.Abs(x);
        var exponent = T.IsZero(size) ? -Bias : Math.Max(T.ILogB(size), -Bias);
        var rest = T.ScaleB(size, -exponent);
        var half = T.One + T.ScaleB(T.One, -1);
        exponent += rest > T.One && (mode == "up" || (mode == "nearest" && rest >= half)) ? 1 : 0;
        return exponent <= Bias ? T.ScaleB(T.One, exponent)
            : isSaturated ? T.ScaleB(T.One, Bias)
            : T.NaN;
    }
}
