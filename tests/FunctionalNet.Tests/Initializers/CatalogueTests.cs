using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Initializers;

/// <summary>Initializers against their definitions.</summary>
public class CatalogueTests
{
    private static readonly Shape Weights = new(300, 200);

    [Fact]
    public void Full_is_one_number() => Assert.All(Draw(Full(-0.25), Weights), value => Assert.Equal(-0.25, value));

    [Fact]
    public void LeCun_has_the_variance_1_over_in()
    {
        Assert.Equal(1, Variance(Draw(LeCunNormal(), Weights)) * 300, 0.03);
        var even = Draw(LeCunUniform(), Weights);
        Assert.Equal(1, Variance(even) * 300, 0.03);
        Assert.InRange(even.Max(value => Math.Abs(value)), 0.099, Math.Sqrt(3.0 / 300));
        Assert.Equal(1, Variance(Draw(LeCunNormal(), new(64, 32, 3, 5))) * 32 * 15, 0.04);
    }

    [Theory]
    [InlineData(2, 0.7737)]
    [InlineData(1, 0.2912)]
    [InlineData(0.5, 0.0806)]
    public void A_truncated_normal_ends_at_the_limit(double limit, double share)
    {
        // The variance of the normal distribution truncated to ±a is 1 - 2 a φ(a) / (2 Φ(a) - 1).
        var values = Draw(TruncatedNormal(0.1, limit), Weights);
        Assert.InRange(values.Max(value => Math.Abs(value)), 0.099 * limit, 0.1 * limit);
        Assert.Equal(0, values.Average(), 0.002);
        Assert.Equal(share, Variance(values) / 0.01, 0.02);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    public void A_truncated_normal_of_any_limit_comes_to_an_end(double limit)
    {
        var values = Draw(TruncatedNormal(1, limit), new(100));
        Assert.All(values, value => Assert.InRange(value, -limit, limit));
    }

    [Fact]
    public void A_truncated_normal_is_the_normal_where_that_is_within()
    {
        var (cut, whole) = (Draw(TruncatedNormal(), Weights), Draw(Normal(), Weights));
        Assert.All(cut.Zip(whole, (c, w) => c.Equals(w) || Math.Abs(w) > 2), Assert.True);
    }

    [Theory]
    [InlineData(20, 7)]
    [InlineData(7, 20)]
    [InlineData(9, 9)]
    public void Orthogonal_rows_or_columns_are_at_right_angles(int rows, int columns)
    {
        var x = Draw(Orthogonal(0.5), new(rows, columns));
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        double At(int vector, int i) => rows > columns ? x[(i * columns) + vector] : x[(vector * columns) + i];
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b < count; b++)
            {
                var dot = Enumerable.Range(0, length).Sum(i => At(a, i) * At(b, i));
                Assert.Equal(a == b ? 0.25 : 0, dot, 1e-14);
            }
        }
    }

    [Fact]
    public void Orthogonal_filters_are_rows()
    {
        var x = Draw(Orthogonal(), new(3, 2, 2, 2));
        Assert.Equal(0, Enumerable.Range(0, 8).Sum(i => x[i] * x[8 + i]), 1e-14);
        Assert.Equal(1, Enumerable.Range(0, 8).Sum(i => x[16 + i] * x[16 + i]), 1e-14);
    }

    [Fact]
    public void The_identity_of_weights_and_of_filters()
    {
        Assert.Equal([2, 0, 0, 0, 2, 0], Draw(Identity(2), new(2, 3)));

        // Output channels 0 and 1 copy the two input channels at the center of the window; the third has no input to copy.
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], Draw(Identity(), new(3, 2, 3)));
    }

    [Fact]
    public void A_tensor_gives_its_numbers()
    {
        Assert.Equal([1.5, 2, 3], Draw(FromTensor(Tensor.Vector(1.5, 2, 3)), new(3)));
        Assert.Equal([1.5, 2, 3], Draw(FromTensor(Tensor.Vector(1.5f, 2, 3)), new(3)));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ShapeException>(() => Draw(FromTensor(Tensor.Vector(1.0, 2)), new(3)));
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Draw(Orthogonal(), new(3)));
        Assert.Throws<ShapeException>(() => Draw(Identity(), new(3)));
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    private static double[] Draw(Initializer initializer, Shape shape)
    {
        var values = new double[shape.Size];
        initializer.Fill<double>(shape, 21, values);
        return values;
    }
}
