using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Charts;

public class ContourLinesTests
{
    [Fact]
    public void A_cone_has_circles()
    {
        var cone = Grid(41, (x, y) => double.Hypot(x - 20, y - 20));
        var ring = Assert.Single(ContourLines.At(cone, 12));
        Assert.Equal(ring[0], ring[^1]);
        Assert.True(ring.Length > 60);
        Assert.All(ring, point => Assert.Equal(12, double.Hypot(point.X - 20, point.Y - 20), 0.03));
    }

    [Fact]
    public void A_plane_has_a_straight_open_line()
    {
        var line = Assert.Single(ContourLines.At(Grid(10, (x, y) => x + (2 * y)), 7.5));
        Assert.All(line, point => Assert.Equal(7.5, point.X + (2 * point.Y), 1e-12));
        Assert.NotEqual(line[0], line[^1]);
    }

    [Fact]
    public void A_saddle_has_two_lines_that_do_not_meet()
    {
        var lines = ContourLines.At(Grid(21, (x, y) => ((x - 10) * (x - 10)) - ((y - 10) * (y - 10))), 3);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Single(line.Select(point => point.X > 10).Distinct()));
    }

    [Fact]
    public void Above_everything_there_is_none() => Assert.Empty(ContourLines.At(Grid(5, (x, y) => x * y), 100));

    private static double[,] Grid(int size, Func<double, double, double> f)
    {
        var grid = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                grid[i, j] = f(i, j);
            }
        }

        return grid;
    }
}
