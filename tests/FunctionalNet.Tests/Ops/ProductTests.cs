using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>At zeros, the derivatives of a product are the products of the remaining factors, to any order.</summary>
public class ProductTests
{
    [Theory]
    [InlineData(new double[] { 0, 2, 3 }, new double[] { 6, 0, 0 })]
    [InlineData(new double[] { 0, 0, 5 }, new double[] { 0, 0, 0 })]
    [InlineData(new double[] { 2, -3, 4, 5 }, new double[] { -60, 40, -30, -24 })]
    [InlineData(
        new double[] { double.PositiveInfinity, 2, 3 },
        new double[] { 6, double.PositiveInfinity, double.PositiveInfinity }
    )]
    [InlineData(new double[] { 7 }, new double[] { 1 })]
    [InlineData(new double[0], new double[0])]
    public void First(double[] at, double[] slope)
    {
        var x = Expr.Input("x", new(at.Length));
        Assert.Equal(slope, Numbers.Values(x, new(new(at.Length), at), Gradient.Of(x.ReduceProd(), [x])[0])[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(16)]
    public void Every_second_derivative_is_the_product_of_those_that_are_left(int count)
    {
        // With no zeros, one zero and two zeros.
        foreach (var zeros in new[] { 0, 1, 2 })
        {
            double[] at = [.. Enumerable.Range(0, count).Select(i => i < zeros ? 0 : 1 + (0.25 * i))];
            var x = Expr.Input("x", new(count));
            var first = Gradient.Of(x.ReduceProd(), [x])[0];
            for (var i = 0; i < count; i++)
            {
                var actual = Numbers.Values(x, new(new(count), at), Gradient.Of(first.Narrow(0, i, 1), [x])[0])[0];
                var expected = Enumerable
                    .Range(0, count)
                    .Select(j =>
                        j == i
                            ? 0
                            : Enumerable
                                .Range(0, count)
                                .Where(k => k != i && k != j)
                                .Aggregate(1.0, (p, k) => p * at[k])
                    );
                Numbers.Close(expected, actual, 1e-14);
            }
        }
    }

    [Fact]
    public void Over_several_axes_a_zero_is_one_of_all_factors()
    {
        var x = Expr.Input("x", new(2, 3, 2));
        double[] at = [1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12];
        var slope = Numbers.Values(x, new(x.Shape, at), Gradient.Of(x.ReduceProd([0, 2]), [x])[0])[0];

        // The products over axes 0 and 2 have the factors 0 1 6 7, 2 3 8 9, and 4 5 10 11.
        Assert.Equal([0, 0, 360, 270, 792, 660, 0, 14, 120, 108, 360, 330], slope);
    }

    [Fact]
    public void Along_a_free_axis_it_says_what_it_needs()
    {
        var x = Expr.Input("x", new(Dim.Named("n"), 2));
        var error = Assert.Throws<ShapeException>(() => Gradient.Of(x.ReduceProd([0]), [x]));
        Assert.Contains("'n' is free", error.Message, StringComparison.Ordinal);
    }
}
