using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Tests.Data;

public class EmbeddedTests
{
    [Fact]
    public void The_embedded_digits_are_whole()
    {
        var digits = Digits.Load().OrThrow();
        Assert.Equal((new Shape(1_797, 64), new Shape(1_797)), (digits.Inputs.Shape, digits.Targets.Shape));
        Assert.All(
            digits.Inputs.Span.ToArray(),
            pixel => Assert.True(pixel is >= 0 and <= 16 && float.IsInteger(pixel))
        );
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            digits
                .Targets.Span.ToArray()
                .CountBy(label => label)
                .OrderBy(count => count.Key)
                .Select(count => count.Value)
        );
    }
}
