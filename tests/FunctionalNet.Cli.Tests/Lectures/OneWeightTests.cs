using FunctionalNet.Cli.Lectures;

namespace FunctionalNet.Cli.Tests.Lectures;

public class OneWeightTests
{
    [Fact]
    public void The_first_step_is_that_of_the_board()
    {
        var path = OneWeight.Path(0.01, 3);
        Assert.Equal((2, 16), (path[0].Weight, path[0].Loss));
        Assert.Equal(-24, path[0].Slope, 1e-12);
        Assert.Equal(2.24, path[1].Weight, 1e-14);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0 / 18)]
    [InlineData(0.1)]
    [InlineData(0.113)]
    public void Each_step_multiplies_the_distance_by_the_same(double rate)
    {
        var path = OneWeight.Path(rate, 12);
        for (var step = 0; step < path.Length; step++)
        {
            var expected = OneWeight.Optimum + ((2 - OneWeight.Optimum) * Math.Pow(1 - (18 * rate), step));
            Assert.Equal(expected, path[step].Weight, 1e-9);
        }

        Assert.Equal(rate < 1.0 / 9, path[^1].Loss < path[0].Loss);
    }
}
