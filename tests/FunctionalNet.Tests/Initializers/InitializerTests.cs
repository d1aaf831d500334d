using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Initializers;

/// <summary>Bounds, mean and variance by the formulas of the papers, for weights [in, out] and filters [out, in, height, width].</summary>
public class InitializerTests
{
    private static readonly Shape Weights = new(300, 200);
    private static readonly Shape Filters = new(64, 32, 3, 5);

    [Fact]
    public void Constants()
    {
        Assert.All(Draw(Zeros(), Weights), value => Assert.Equal(0, value));
        Assert.All(Draw(Ones(), Weights), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Uniform_lies_evenly_between_its_bounds() => Even(Uniform(-0.5, 1.5), Weights, -0.5, 1.5);

    [Fact]
    public void Normal_has_the_deviation() => Gauss(Normal(0.02), Weights, 0.02 * 0.02);

    [Fact]
    public void Glorot_uniform_lies_within_the_root_of_6_over_in_plus_out()
    {
        Even(GlorotUniform(), Weights, -Math.Sqrt(6.0 / 500), Math.Sqrt(6.0 / 500));
        Even(GlorotUniform(), Filters, -Math.Sqrt(6.0 / (96 * 15)), Math.Sqrt(6.0 / (96 * 15)));
    }

    [Fact]
    public void Glorot_normal_has_the_variance_2_over_in_plus_out()
    {
        Gauss(GlorotNormal(), Weights, 2.0 / 500);
        Gauss(GlorotNormal(), Filters, 2.0 / (96 * 15));
    }

    [Fact]
    public void He_uniform_lies_within_the_root_of_6_over_in()
    {
        Even(HeUniform(), Weights, -Math.Sqrt(6.0 / 300), Math.Sqrt(6.0 / 300));
        Even(HeUniform(), Filters, -Math.Sqrt(6.0 / (32 * 15)), Math.Sqrt(6.0 / (32 * 15)));
    }

    [Fact]
    public void He_normal_has_the_variance_2_over_in()
    {
        Gauss(HeNormal(), Weights, 2.0 / 300);
        Gauss(HeNormal(), Filters, 2.0 / (32 * 15));
    }

    private static void Even(Initializer initializer, Shape shape, double low, double high)
    {
        var values = Draw(initializer, shape);
        var (n, range) = (Math.Sqrt(values.Length), high - low);
        Assert.InRange(values.Min(), low, low + (1e-3 * range));
        Assert.InRange(values.Max(), high - (1e-3 * range), high);
        Assert.Equal((low + high) / 2, values.Average(), 4 * range / Math.Sqrt(12) / n);
        Assert.Equal(1, Variance(values) / (range * range / 12), 4 / n);
    }

    private static void Gauss(Initializer initializer, Shape shape, double variance)
    {
        var values = Draw(initializer, shape);
        var n = Math.Sqrt(values.Length);
        Assert.Equal(0, values.Average(), 4 * Math.Sqrt(variance) / n);
        Assert.Equal(1, Variance(values) / variance, 4 * Math.Sqrt(2) / n);
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
