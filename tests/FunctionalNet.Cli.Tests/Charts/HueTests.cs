using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Tests.Charts;

/// <summary>Chart colors have the contrast of 3 that WCAG 2.1 requires of graphics.</summary>
public class HueTests
{
    [Fact]
    public void Every_hue_is_seen_on_white_and_on_black()
    {
        foreach (var degrees in Enumerable.Range(0, 360))
        {
            foreach (var isBright in (bool[])[false, true])
            {
                var text = Hue.Of(degrees, isBright);
                var lightness = double.Parse(
                    text[(text.LastIndexOf(' ') + 1)..^2],
                    System.Globalization.CultureInfo.InvariantCulture
                );
                var luminance = Hue.Luminance(degrees, lightness / 100);
                Assert.InRange(1.05 / (luminance + 0.05), 3, 21);

                // The background of the dark theme, #14171b.
                Assert.InRange((luminance + 0.05) / (0.0083 + 0.05), 3, 21);
            }
        }
    }

    [Theory]
    [InlineData(0, 0.5, 0.2126 * 0.6 + 0.05)]
    [InlineData(120, 1, 1)]
    [InlineData(240, 0, 0)]
    public void Luminance_is_that_of_WCAG(int degrees, double lightness, double about) =>
        Assert.InRange(Hue.Luminance(degrees, lightness), about - 0.12, about + 0.12);
}
