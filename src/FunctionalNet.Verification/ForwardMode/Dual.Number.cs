using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace FunctionalNet.Verification;

/// <content>The members that the kernels' constraint requires besides arithmetic: comparisons use the value, and step functions have
/// derivative 0.</content>
internal readonly partial struct Dual : IBinaryFloatingPointIeee754<Dual>
{
    public static Dual One => 1.0;

    public static Dual Zero => 0.0;

    public static Dual NegativeOne => -1.0;

    public static Dual NegativeZero => -0.0;

    public static Dual AdditiveIdentity => 0.0;

    public static Dual MultiplicativeIdentity => 1.0;

    public static Dual E => Math.E;

    public static Dual Pi => Math.PI;

    public static Dual Tau => Math.Tau;

    public static Dual Epsilon => double.Epsilon;

    public static Dual NaN => double.NaN;

    public static Dual NegativeInfinity => double.NegativeInfinity;

    public static Dual PositiveInfinity => double.PositiveInfinity;

    public static int Radix => 2;

    public static bool operator ==(Dual x, Dual y) => x.Value == y.Value;

    public static bool operator !=(Dual x, Dual y) => x.Value != y.Value;

    public static bool operator <(Dual x, Dual y) => x.Value < y.Value;

    public static bool operator <=(Dual x, Dual y) => x.Value <= y.Value;

    public static bool operator >(Dual x, Dual y) => x.Value > y.Value;

    public static bool operator >=(Dual x, Dual y) => x.Value >= y.Value;

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator &(Dual x, Dual y) => throw NoBits();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator |(Dual x, Dual y) => throw NoBits();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator ^(Dual x, Dual y) => throw NoBits();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator ~(Dual x) => throw NoBits();

    public static Dual Max(Dual x, Dual y) => Chosen(Math.Max(x.Value, y.Value), x, y);

    public static Dual Min(Dual x, Dual y) => Chosen(Math.Min(x.Value, y.Value), x, y);

    public static Dual MaxMagnitude(Dual x, Dual y) => Chosen(Math.MaxMagnitude(x.Value, y.Value), x, y);

    public static Dual MinMagnitude(Dual x, Dual y) => Chosen(Math.MinMagnitude(x.Value, y.Value), x, y);

    public static Dual MaxMagnitudeNumber(Dual x, Dual y) => Chosen(double.MaxMagnitudeNumber(x.Value, y.Value), x, y);

    public static Dual MinMagnitudeNumber(Dual x, Dual y) => Chosen(double.MinMagnitudeNumber(x.Value, y.Value), x, y);

    public static Dual Round(Dual x, int digits, MidpointRounding mode) => Math.Round(x.Value, digits, mode);

    public static Dual BitDecrement(Dual x) => new(Math.BitDecrement(x.Value), x.Slope);

    public static Dual BitIncrement(Dual x) => new(Math.BitIncrement(x.Value), x.Slope);

    public static Dual Ieee754Remainder(Dual x, Dual y) =>
        new(
            Math.IEEERemainder(x.Value, y.Value),
            x.Slope - Times(y.Slope, Math.Round(x.Value / y.Value, MidpointRounding.ToEven))
        );

    public static int ILogB(Dual x) => Math.ILogB(x.Value);

    public static Dual ScaleB(Dual x, int n) => new(Math.ScaleB(x.Value, n), Math.ScaleB(x.Slope, n));

    public static bool IsCanonical(Dual value) => true;

    public static bool IsComplexNumber(Dual value) => false;

    public static bool IsEvenInteger(Dual value) => double.IsEvenInteger(value.Value);

    public static bool IsFinite(Dual value) => double.IsFinite(value.Value);

    public static bool IsImaginaryNumber(Dual value) => false;

    public static bool IsInfinity(Dual value) => double.IsInfinity(value.Value);

    public static bool IsInteger(Dual value) => double.IsInteger(value.Value);

    public static bool IsNaN(Dual value) => double.IsNaN(value.Value);

    public static bool IsNegative(Dual value) => double.IsNegative(value.Value);

    public static bool IsNegativeInfinity(Dual value) => double.IsNegativeInfinity(value.Value);

    public static bool IsNormal(Dual value) => double.IsNormal(value.Value);

    public static bool IsOddInteger(Dual value) => double.IsOddInteger(value.Value);

    public static bool IsPositive(Dual value) => double.IsPositive(value.Value);

    public static bool IsPositiveInfinity(Dual value) => double.IsPositiveInfinity(value.Value);

    public static bool IsPow2(Dual value) => double.IsPow2(value.Value);

    public static bool IsRealNumber(Dual value) => double.IsRealNumber(value.Value);

    public static bool IsSubnormal(Dual value) => double.IsSubnormal(value.Value);

    public static bool IsZero(Dual value) => value.Value == 0;

    public static Dual Parse(string s, IFormatProvider? provider) => double.Parse(s, provider);

    public static Dual Parse(string s, NumberStyles style, IFormatProvider? provider) =>
        double.Parse(s, style, provider);

    public static Dual Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => double.Parse(s, provider);

    public static Dual Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) =>
        double.Parse(s, style, provider);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Dual result) =>
        Parsed(double.TryParse(s, provider, out var value), value, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Dual result) =>
        Parsed(double.TryParse(s, provider, out var value), value, out result);

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        NumberStyles style,
        IFormatProvider? provider,
        out Dual result
    ) => Parsed(double.TryParse(s, style, provider, out var value), value, out result);

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Dual result) =>
        Parsed(double.TryParse(s, style, provider, out var value), value, out result);

    public int CompareTo(Dual other) => Value.CompareTo(other.Value);

    public int CompareTo(object? obj) => obj is Dual other ? CompareTo(other) : Value.CompareTo(obj);

    public bool Equals(Dual other) => Value.Equals(other.Value);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Dual other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

    public string ToString(string? format, IFormatProvider? formatProvider) =>
        $"{Value.ToString(format, formatProvider)} + {Slope.ToString(format, formatProvider)} ε";

    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    ) => Value.TryFormat(destination, out charsWritten, format, provider);

    public int GetExponentByteCount() => Bits.GetExponentByteCount();

    public int GetExponentShortestBitLength() => Bits.GetExponentShortestBitLength();

    public int GetSignificandBitLength() => Bits.GetSignificandBitLength();

    public int GetSignificandByteCount() => Bits.GetSignificandByteCount();

    public bool TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) =>
        Bits.TryWriteExponentBigEndian(destination, out bytesWritten);

    public bool TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) =>
        Bits.TryWriteExponentLittleEndian(destination, out bytesWritten);

    public bool TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) =>
        Bits.TryWriteSignificandBigEndian(destination, out bytesWritten);

    public bool TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) =>
        Bits.TryWriteSignificandLittleEndian(destination, out bytesWritten);

    static bool INumberBase<Dual>.TryConvertFromChecked<TOther>(TOther value, out Dual result) =>
        Parsed(true, double.CreateChecked(value), out result);

    static bool INumberBase<Dual>.TryConvertFromSaturating<TOther>(TOther value, out Dual result) =>
        Parsed(true, double.CreateSaturating(value), out result);

    static bool INumberBase<Dual>.TryConvertFromTruncating<TOther>(TOther value, out Dual result) =>
        Parsed(true, double.CreateTruncating(value), out result);

    static bool INumberBase<Dual>.TryConvertToChecked<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateChecked(value.Value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertToSaturating<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating(value.Value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertToTruncating<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating(value.Value);
        return true;
    }

    private IFloatingPoint<double> Bits => Value;

    private static NotSupportedException NoBits() => new("A dual number has no bits to combine.");

    // The operand that has the value, with its derivative; NaN and signed zeros behave as for numbers.
    private static Dual Chosen(double value, Dual x, Dual y) =>
        new(
            value,
            x.Value == y.Value ? (x.Slope + y.Slope) / 2
                : value == x.Value ? x.Slope
                : y.Slope
        );

    private static bool Parsed(bool isParsed, double value, out Dual result)
    {
        result = value;
        return isParsed;
    }
}
