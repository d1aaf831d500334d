using System.Numerics;

namespace FunctionalNet;

/// <summary>A type of numbers of 8 or 4 bits in a file, which an expression holds as <see cref="ElementType.Float"/>.</summary>
/// <param name="Code">Its number in ONNX, TensorProto.DataType.</param>
/// <param name="Bits">How many bits it has.</param>
/// <param name="Precision">How many of them are the digits behind the leading one.</param>
/// <param name="Bias">What is subtracted from the exponent.</param>
/// <param name="Largest">The largest number.</param>
internal sealed record SmallFloat(long Code, int Bits, int Precision, int Bias, double Largest)
{
    /// <summary>Gets a value indicating whether it has infinities.</summary>
    public bool HasInfinity { get; init; }

    /// <summary>Gets a value indicating whether its one NaN has the bits of a negative zero, which is lacking then.</summary>
    public bool IsUnsignedZero { get; init; }

    /// <summary>Gets a value indicating whether it has powers of two alone: no sign, no zero.</summary>
    public bool IsPower { get; init; }

    /// <summary>Gets 8 bits with 4 of exponent, and NaN but no infinity.</summary>
    public static SmallFloat E4M3 { get; } = new(17, 8, 3, 7, 448);

    /// <summary>Gets the same with one zero and another bias.</summary>
    public static SmallFloat E4M3Unsigned { get; } = new(18, 8, 3, 8, 240) { IsUnsignedZero = true };

    /// <summary>Gets 8 bits with 5 of exponent: the upper half of a float16.</summary>
    public static SmallFloat E5M2 { get; } = new(19, 8, 2, 15, 57344) { HasInfinity = true };

    /// <summary>Gets the same with one zero, another bias, and no infinity.</summary>
    public static SmallFloat E5M2Unsigned { get; } = new(20, 8, 2, 16, 57344) { IsUnsignedZero = true };

    /// <summary>Gets 4 bits: 0, ½, 1, 1½, 2, 3, 4 and 6 of both signs.</summary>
    public static SmallFloat E2M1 { get; } = new(23, 4, 1, 1, 6);

    /// <summary>Gets 8 bits of exponent: powers of two.</summary>
    public static SmallFloat E8M0 { get; } = new(24, 8, 0, 127, double.ScaleB(1, 127)) { IsPower = true };

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<SmallFloat> All { get; } = [E4M3, E4M3Unsigned, E5M2, E5M2Unsigned, E2M1, E8M0];

    /// <summary>The type of a number in ONNX, or null.</summary>
    public static SmallFloat? Of(long code) => All.FirstOrDefault(type => type.Code == code);

    /// <summary>The number that bits stand for.</summary>
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

    /// <summary>The nearest number of the type, of two equally near ones the even one.</summary>
    /// <param name="x">A number.</param>
    /// <param name="isSaturated">Whether what is too large becomes the largest number, rather than infinity or NaN.</param>
    public T Round<T>(T x, bool isSaturated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            // What has no NaN makes -0 of it.
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

    /// <summary>The power of two for a number of any sign, of those that float32 has.</summary>
    /// <param name="x">A number; what is not finite becomes NaN.</param>
    /// <param name="isSaturated">Whether what is too large becomes the largest power, rather than NaN.</param>
    /// <param name="mode">up, down or nearest, of two equally near ones the larger.</param>
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
