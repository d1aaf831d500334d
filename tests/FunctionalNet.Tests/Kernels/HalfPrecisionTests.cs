using System.Numerics;
using FunctionalNet.Kernels;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>16-bit floats: every bit pattern, the values between them, and spans of any length.</summary>
public class HalfPrecisionTests
{
    private const int Patterns = 1 << 16;

    public static TheoryData<Precision> Kinds { get; } = [Precision.Float16, Precision.BFloat16];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_pattern_is_the_number_that_it_stands_for_and_comes_back(Precision kind)
    {
        ushort[] bits = [.. Enumerable.Range(0, Patterns).Select(pattern => (ushort)pattern)];
        var values = new float[Patterns];
        HalfPrecision.Unpack<float>(kind, bits, values);
        var back = new ushort[Patterns];
        HalfPrecision.Pack<float>(kind, values, back);
        for (var i = 0; i < Patterns; i++)
        {
            var expected = kind == Precision.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits[i]) : Upper(bits[i]);
            Assert.Equal(Bits(expected), Bits(values[i]));
            if (!(float.IsNaN(expected) ? float.IsNaN(Number(kind, back[i])) : back[i] == bits[i]))
            {
                Assert.Fail($"{i:x4}");
            }
        }
    }

    // Rounding is decided at each number, at the midpoint to the next one, and at the two float32 beside the midpoint.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_lies_between_is_rounded_to_the_nearest_halves_to_even(Precision kind)
    {
        var between = new List<float>();
        for (var i = 0; i < Patterns; i++)
        {
            var (low, high) = (Number(kind, (ushort)i), Number(kind, (ushort)Math.Min(i + 1, Patterns - 1)));
            if (float.IsFinite(low) && float.IsFinite(high))
            {
                var middle = (float)(((double)low + high) / 2);
                between.AddRange([low, middle, float.BitIncrement(middle), float.BitDecrement(middle)]);
            }
        }

        var values = between.ToArray();
        var packed = new ushort[values.Length];
        HalfPrecision.Pack<float>(kind, values, packed);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(Nearest(kind, values[i]), Number(kind, packed[i]));
            Assert.Equal(float.IsNegative(values[i]), float.IsNegative(Number(kind, packed[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_float32_is_rounded_alike_alone_and_on_vectors(Precision kind)
    {
        var drawn = new float[1 << 20];
        var random = new System.Random(7);
        foreach (ref var value in drawn.AsSpan())
        {
            value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        }

        var packed = new ushort[drawn.Length];
        HalfPrecision.Pack<float>(kind, drawn, packed);
        var rounded = new float[drawn.Length];
        for (var i = 0; i < drawn.Length; i += Vector<float>.Count)
        {
            var vector = new Vector<float>(drawn.AsSpan(i));
            (
                kind == Precision.Float16
                    ? HalfPrecision.Round<float, Float16>(vector)
                    : HalfPrecision.Round<float, BFloat16>(vector)
            ).CopyTo(rounded.AsSpan(i));
        }

        for (var i = 0; i < drawn.Length; i++)
        {
            var alone = kind == Precision.Float16 ? Float16.Of(drawn[i]) : BFloat16.Of(drawn[i]);
            Assert.Equal(alone, packed[i]);
            Assert.Equal(Number(kind, alone), rounded[i]);
            Assert.Equal(Number(kind, alone), HalfPrecision.Round(kind, drawn[i]));
        }
    }

    [Theory]
    [InlineData(Precision.Float16, 65504f, 65504f)]
    [InlineData(Precision.Float16, 65519.996f, 65504f)]
    [InlineData(Precision.Float16, 65520f, float.PositiveInfinity)]
    [InlineData(Precision.Float16, -1e30f, float.NegativeInfinity)]
    [InlineData(Precision.Float16, 5.9604645e-8f, 5.9604645e-8f)]
    [InlineData(Precision.Float16, 2.9802322e-8f, 0f)] // halfway: to the even one
    [InlineData(Precision.Float16, -1e-30f, -0f)]
    [InlineData(Precision.Float16, float.NaN, float.NaN)]
    [InlineData(Precision.BFloat16, 1.00390625f, 1f)] // halfway: to the even one
    [InlineData(Precision.BFloat16, 1.01171875f, 1.015625f)]
    [InlineData(Precision.BFloat16, 3.4e38f, float.PositiveInfinity)]
    [InlineData(Precision.BFloat16, -0f, -0f)]
    [InlineData(Precision.BFloat16, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(Precision.BFloat16, float.NaN, float.NaN)]
    public void The_ends_of_the_range(Precision kind, float value, float expected)
    {
        var values = Enumerable.Repeat(value, 40).ToArray();
        var packed = new ushort[values.Length];
        HalfPrecision.Pack<float>(kind, values, packed);
        Assert.All(packed, bits => Assert.Equal(expected, Number(kind, bits)));
        Assert.Equal(float.IsNegative(expected), float.IsNegative(HalfPrecision.Round(kind, value)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_length_in_float32_and_float64(Precision kind)
    {
        for (var length = 0; length < 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(i => MathF.Sin(i) * 100).ToArray();
            var packed = new ushort[length + 1];
            packed[^1] = 0xABCD;
            HalfPrecision.Pack<float>(kind, values, packed);
            var (single, real) = (new float[length], new double[length]);
            HalfPrecision.Unpack<float>(kind, packed, single);
            HalfPrecision.Unpack<double>(kind, packed, real);
            Assert.Equal(0xABCD, packed[^1]);
            Assert.Equal([.. values.Select(value => Nearest(kind, value))], single);
            Assert.Equal([.. single.Select(value => (double)value)], real);

            var again = new ushort[length];
            HalfPrecision.Pack<double>(kind, [.. values.Select(value => (double)value)], again);
            Assert.Equal(packed[..^1], again);
        }
    }

    private static float Number(Precision kind, ushort bits) =>
        kind == Precision.Float16 ? Float16.Value(bits) : BFloat16.Value(bits);

    private static float Upper(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static int Bits(float value) => float.IsNaN(value) ? -1 : BitConverter.SingleToInt32Bits(value);

    // Rounds by definition: to a multiple of the spacing at the value, ties to even, and to infinity from a bound on.
    private static float Nearest(Precision kind, float value)
    {
        var (digits, min, bound) = kind == Precision.Float16 ? (11, -24, 65520.0) : (8, -133, Math.ScaleB(511, 119));
        if (Math.Abs((double)value) >= bound)
        {
            return value > 0 ? float.PositiveInfinity : float.NegativeInfinity;
        }

        var step = Math.ScaleB(1, Math.Max(Math.ILogB(Math.Max(Math.Abs((double)value), 1e-300)) - digits + 1, min));
        return (float)(Math.Round(value / step, MidpointRounding.ToEven) * step);
    }
}
