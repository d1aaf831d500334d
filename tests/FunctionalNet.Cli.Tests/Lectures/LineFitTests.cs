using FunctionalNet.Cli.Lectures;

namespace FunctionalNet.Cli.Tests.Lectures;

public class LineFitTests
{
    public static TheoryData<int> Ways => [.. Enumerable.Range(0, LineFit.Ways.Count)];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_ends_at_least_squares(int way)
    {
        var (slope, intercept) = LineFit.LeastSquares();
        var last = LineFit.Path(LineFit.Ways[way].Optimizer, 2_000)[^1];
        Assert.Equal(slope, last.X, 1e-9);
        Assert.Equal(intercept, last.Y, 1e-9);
    }

    [Fact]
    public void The_surface_is_a_bowl_whose_bottom_is_least_squares()
    {
        var (slope, intercept) = LineFit.LeastSquares();
        double[] around = [-0.5, -0.1, 0, 0.1, 0.5];
        var heights = Numbers.OnGrid(
            LineFit.Loss,
            [.. around.Select(away => slope + away)],
            [.. around.Select(away => intercept + away)]
        );
        Assert.Equal(heights.Cast<double>().Min(), heights[2, 2]);

        // A quadratic function has constant second differences.
        Assert.Equal(heights[0, 2] - heights[2, 2], 25 * (heights[1, 2] - heights[2, 2]), 1e-12);
    }

    [Fact]
    public void The_loss_of_a_path_is_the_height_of_the_surface()
    {
        var path = LineFit.Path(LineFit.Ways[1].Optimizer, 1);
        var mean = LineFit.Data.Average(p => Math.Pow((path[1].X * p.X) + path[1].Y - p.Y, 2));
        Assert.Equal(mean, Numbers.OnGrid(LineFit.Loss, [path[1].X], [path[1].Y])[0, 0], 1e-14);
    }
}
