using Xunit;

namespace FunctionalNet.Tests;

/// <summary>8-bit and 4-bit floats: the values of their bit patterns, and rounding to the nearest.</summary>
public class SmallFloatTests
{
    public static TheoryData<long> Types { get; } = [.. SmallFloat.All.Select(type => type.Code)];

    [Theory]
    [InlineData(17, 0x7E, 448)]
    [InlineData(17, 0x7F, double.NaN)]
    [InlineData(17, 0x01, 0.001953125)]
    [InlineData(17, 0x38, 1)]
    [InlineData(18, 0x7F, 240)]
    [InlineData(18, 0x80, double.NaN)]
    [InlineData(18, 0x40, 1)]
    [InlineData(20, 0x7F, 57344)]
    [InlineData(20, 0x80, double.NaN)]
    [InlineData(20, 0x01, 7.62939453125E-06)]
    [InlineData(23, 0x7, 6)]
    [InlineData(23, 0x9, -0.5)]
    [InlineData(24, 0xFF, double.NaN)]
    [InlineData(24, 0xFE, 1.7014118346046923E+38)]
    [InlineData(24, 0x00, 5.877471754111438E-39)]
    public void Bits_stand_for_what_ONNX_says(long code, int bits, double value) =>
        Assert.Equal(value, SmallFloat.Of(code)!.Value(bits));

    [Fact]
    public void Of_5_bits_of_exponent_they_are_the_upper_half_of_a_float16()
    {
        for (var bits = 0; bits < 256; bits++)
        {
            Assert.Equal((double)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)), SmallFloat.E5M2.Value(bits));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_nearest_of_a_number_of_the_type_is_itself(long code)
    {
        var type = SmallFloat.Of(code)!;
        for (var bits = 0; bits < 1 << type.Bits; bits++)
        {
            var value = type.Value(bits);
            var (one, other) = (Nearest(type, value, isSaturated: false), Nearest(type, value, isSaturated: true));
            Assert.Equal(value, one);
            if (!double.IsNaN(value) && double.IsNegative(value) != double.IsNegative(one))
            {
                Assert.Fail($"{value} becomes {one}");
            }

            Assert.Equal(double.IsInfinity(value) ? Math.CopySign(type.Largest, value) : value, other);
            Assert.Equal((float)value, (float)Nearest(type, (float)value, isSaturated: false));
        }
    }

    // A value between two numbers rounds to the nearer one. A tie goes to the one whose last bit is 0; between powers of two, to the
    // larger.
    [Theory]
    [MemberData(nameof(Types))]
    public void A_number_between_two_becomes_the_nearer_one(long code)
    {
        var type = SmallFloat.Of(code)!;
        for (var bits = 0; bits + 1 < 1 << (type.IsPower ? type.Bits : type.Bits - 1); bits++)
        {
            var (low, high) = (type.Value(bits), type.Value(bits + 1));
            if (!double.IsFinite(high))
            {
                continue;
            }

            var middle = low + ((high - low) / 2);
            Assert.Equal(low, Nearest(type, double.BitDecrement(middle), true));
            Assert.Equal(high, Nearest(type, double.BitIncrement(middle), true));
            Assert.Equal(type.IsPower || bits % 2 == 1 ? high : low, Nearest(type, middle, true));
            if (!type.IsPower)
            {
                Assert.Equal(bits % 2 == 1 ? -high : -low, Nearest(type, -middle, true));
            }
        }
    }

    [Theory]
    [InlineData(17, false, double.NaN, double.NaN)]
    [InlineData(17, true, 448, 448)]
    [InlineData(18, false, double.NaN, double.NaN)]
    [InlineData(18, true, 240, 240)]
    [InlineData(19, false, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(19, true, 57344, 57344)]
    [InlineData(20, false, double.NaN, double.NaN)]
    [InlineData(20, true, 57344, 57344)]
    [InlineData(23, true, 6, 6)]
    public void What_is_too_large_is_the_largest_or_none(long code, bool isSaturated, double large, double infinite)
    {
        var type = SmallFloat.Of(code)!;
        Assert.Equal(large, Nearest(type, 1e6, isSaturated));
        Assert.Equal(-large, Nearest(type, -1e6, isSaturated));
        Assert.Equal(infinite, Nearest(type, double.PositiveInfinity, isSaturated));
    }

    [Theory]
    [InlineData("up", 0.124, 0.125)]
    [InlineData("up", 1.1, 2)]
    [InlineData("up", 4, 4)]
    [InlineData("down", 1.9, 1)]
    [InlineData("nearest", 1.4, 1)]
    [InlineData("nearest", 1.5, 2)]
    [InlineData("nearest", 0, 5.877471754111438E-39)]
    [InlineData("up", double.PositiveInfinity, double.NaN)]
    public void Powers_of_two_are_rounded_as_told(string mode, double x, double expected) =>
        Assert.Equal(expected, SmallFloat.E8M0.Power(x, isSaturated: true, mode));

    [Fact]
    public void What_has_no_NaN_makes_a_negative_zero_of_it() =>
        Assert.True(double.IsNegative(Nearest(SmallFloat.E2M1, double.NaN, true)));

    private static double Nearest(SmallFloat type, double x, bool isSaturated) =>
        type.IsPower ? type.Power(x, isSaturated, "nearest") : type.Round(x, isSaturated);

    private static float Nearest(SmallFloat type, float x, bool isSaturated) =>
        type.IsPower ? type.Power(x, isSaturated, "nearest") : type.Round(x, isSaturated);
}
