using FunctionalNet.Cli.Display;

namespace FunctionalNet.Cli.Tests.Display;

public class RemainingTimeTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(0.2, "1 s left")]
    [InlineData(12, "12 s left")]
    [InlineData(59.5, "1 min left")]
    [InlineData(61, "2 min left")]
    [InlineData(3599, "1 h 0 min left")]
    [InlineData(4800, "1 h 20 min left")]
    [InlineData(90_000, "25 h 0 min left")]
    public void Times_are_whole_units(double seconds, string expected) =>
        Assert.Equal(expected, RemainingTime.Text(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(10, 5, 15, 30)]
    [InlineData(10, 5, 0, 0)]
    [InlineData(10, 0, 15, 0)]
    [InlineData(0.5, 5, 15, 0)]
    [InlineData(10, 5, -1, 0)]
    public void It_goes_on_as_it_went(double elapsed, long done, long left, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RemainingTime.Of(TimeSpan.FromSeconds(elapsed), done, left));
}
