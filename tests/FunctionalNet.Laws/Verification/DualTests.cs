using System.Numerics;
using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws.Verification;

/// <summary>Dual numbers propagate derivatives through every function that a kernel may call.</summary>
public class DualTests
{
    private static readonly Dictionary<string, IFunction> Known = new(StringComparer.Ordinal)
    {
        ["x + 3"] = new Function<Plus>(),
        ["x * x"] = new Function<Square>(),
        ["x / (1 + x)"] = new Function<Quotient>(),
        ["x % 0.3"] = new Function<Remainder>(),
        ["x^x"] = new Function<Power>(),
        ["exponentials"] = new Function<Exponentials>(),
        ["logarithms"] = new Function<Logarithms>(),
        ["roots"] = new Function<Roots>(),
        ["circle"] = new Function<Circle>(),
        ["circle in half turns"] = new Function<HalfTurns>(),
        ["arcs"] = new Function<Arcs>(),
        ["hyperbola"] = new Function<Hyperbola>(),
        ["areas"] = new Function<Areas>(),
        ["largest and smallest"] = new Function<Extremes>(),
        ["steps"] = new Function<Steps>(),
    };

    public static TheoryData<string> Functions { get; } = [.. Known.Keys];

    private interface IFunction
    {
        (double Slope, double Value, double Quotient, double Expected) At(double x);
    }

    private interface IFormula
    {
        static abstract T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T>;
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_slope_is_the_difference_quotient(string name)
    {
        foreach (var x in new[] { 0.11, 0.37, 0.52, 0.83 })
        {
            var (slope, value, quotient, expected) = Known[name].At(x);
            Assert.Equal(expected, value, 1e-13 * (1 + Math.Abs(expected)));
            Assert.Equal(quotient, slope, 1e-7 * (1 + Math.Abs(quotient)));
        }
    }

    [Fact]
    public void What_stands_still_has_no_slope_even_where_a_factor_is_infinite()
    {
        Assert.Equal(0, Dual.Log(0.0).Slope);
        Assert.Equal(0, Dual.Sqrt(0.0).Slope);
        Assert.Equal(0, (new Dual(1, 0) / 0.0).Slope);
    }

    [Fact]
    public void Comparisons_look_at_the_value_only()
    {
        Assert.True(new Dual(1, 5) == 1.0);
        Assert.True(new Dual(1, 5) < new Dual(2, -7));
        Assert.Equal(3, int.CreateTruncating(new Dual(3.7, 1)));
        Assert.Equal(0, Truncated(new Dual(3.7, 1)).Slope);
    }

    private static T Truncated<T>(T x)
        where T : IBinaryFloatingPointIeee754<T> => T.Truncate(x);

    private sealed class Function<TFormula> : IFunction
        where TFormula : IFormula
    {
        public (double Slope, double Value, double Quotient, double Expected) At(double x)
        {
            const double Step = 1e-5;
            var dual = TFormula.Of(new Dual(x, 1));
            return (
                dual.Slope,
                dual.Value,
                (TFormula.Of(x + Step) - TFormula.Of(x - Step)) / (2 * Step),
                TFormula.Of(x)
            );
        }
    }

    private sealed class Plus : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => x + T.CreateChecked(3);
    }

    private sealed class Square : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.FusedMultiplyAdd(x, x, -x);
    }

    private sealed class Quotient : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => x / (T.One + x);
    }

    private sealed class Remainder : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            (x % T.CreateChecked(0.3)) + T.Ieee754Remainder(x, T.CreateChecked(0.7));
    }

    private sealed class Power : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Pow(x, x);
    }

    private sealed class Exponentials : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Exp(x) + T.Exp2(x) + T.Exp10(x) + T.ScaleB(x, 3);
    }

    private sealed class Logarithms : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Log(x) + T.Log10(x) + T.Log(x, T.Pi);
    }

    private sealed class Roots : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Sqrt(x) + T.Cbrt(x) + T.RootN(x, 5) + T.Hypot(x, T.One);
    }

    private sealed class Circle : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            T.Sin(x) + (T.Cos(x) * x) + T.Tan(x) + T.SinCos(x).Sin + T.SinCos(x).Cos;
    }

    private sealed class HalfTurns : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            T.SinPi(x) + (T.CosPi(x) * x) + T.TanPi(x / (T.One + T.One)) + T.SinCosPi(x).SinPi;
    }

    private sealed class Arcs : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            T.Asin(x)
            + (x * T.Acos(x))
            + T.Atan(x)
            + T.AtanPi(x)
            + (x * T.AcosPi(x))
            + T.AsinPi(x)
            + T.Atan2Pi(x, T.E - x);
    }

    private sealed class Hyperbola : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Sinh(x) + T.Cosh(x) + T.Tanh(x);
    }

    private sealed class Areas : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> => T.Asinh(x) + T.Acosh(T.One + x) + T.Atanh(x);
    }

    private sealed class Extremes : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            T.Max(x, T.One - x)
            + (x * T.Min(x, T.One - x))
            + T.Abs(-x)
            + T.CopySign(x, -T.One)
            + T.MaxMagnitude(x, -T.One)
            + T.MinMagnitude(x, T.One);
    }

    private sealed class Steps : IFormula
    {
        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T> =>
            x + T.Floor(x * T.Tau) + T.Ceiling(x * T.E) + T.Round(x) + T.Truncate(x * T.Pi);
    }
}
