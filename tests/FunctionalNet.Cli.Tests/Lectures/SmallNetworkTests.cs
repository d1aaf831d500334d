using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Lectures;

namespace FunctionalNet.Cli.Tests.Lectures;

public class SmallNetworkTests
{
    [Fact]
    public void There_are_two_bottoms_and_a_saddle_between()
    {
        double[] at = [-1.5, -1, 0, 1, 1.5];
        var heights = Numbers.OnGrid(SmallNetwork.Loss, at, at);
        Assert.Equal(0, heights[3, 4], 1e-15);
        Assert.Equal(0, heights[1, 0], 1e-15);

        // At the saddle the loss rises in one direction and falls in the other.
        Assert.True(heights[1, 3] > heights[2, 2]);
        Assert.True(heights[3, 3] < heights[2, 2]);
    }

    [Fact]
    public void Each_start_ends_at_the_bottom_of_its_side()
    {
        foreach (var start in SmallNetwork.Starts.Take(4))
        {
            var end = SmallNetwork.Path(start, 3_000)[^1];
            Assert.Equal(1, Math.Abs(end.X), 1e-3);
            Assert.Equal(1.5 * Math.Sign(end.X), end.Y, 1e-3);
        }
    }

    [Fact]
    public void From_the_saddle_nothing_is_learned_and_from_near_it_slowly()
    {
        Assert.Equal(new Point(0, 0), SmallNetwork.Path(new(0, 0), 100)[^1]);
        var near = SmallNetwork.Path(SmallNetwork.Starts[^1]);
        Assert.True(Math.Abs(near[15].Y) < 0.1, $"{near[15]}");
        Assert.Equal(1.5, near[^1].Y, 0.01);
    }
}
