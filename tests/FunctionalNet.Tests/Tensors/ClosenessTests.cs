using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests.Tensors;

public class ClosenessTests
{
    private static readonly double[] Special =
    [
        0,
        1,
        -1,
        double.MaxValue,
        -double.MaxValue,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
    ];

    [Fact]
    public void Whatever_is_allowed_only_finite_numbers_are_near_each_other()
    {
        foreach (var expected in Special)
        {
            foreach (var actual in Special)
            {
                var areNear =
                    (double.IsFinite(expected) && double.IsFinite(actual))
                    || (double.IsNaN(expected) && double.IsNaN(actual))
                    || expected == actual;
                Assert.Equal(areNear, Closeness.Are(expected, actual, double.PositiveInfinity));
                Assert.Equal(expected.Equals(actual), Closeness.Are(expected, actual, 0));
            }
        }
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(double.NaN, double.NaN, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(1, double.NaN, double.PositiveInfinity)]
    [InlineData(double.NaN, 1, double.PositiveInfinity)]
    [InlineData(1, double.PositiveInfinity, double.PositiveInfinity)]
    public void A_distance_is_a_number(double a, double b, double distance) =>
        Assert.Equal(distance, Closeness.Distance(a, b));
}
