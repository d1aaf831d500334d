using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Cli.Tests.Readme;

public class Verify
{
    [Fact]
    public void Its_gradient_is_right() => GradientCheck.Layer(new RootMeanSquareNorm(), Shapes.Ranks(2, 3));
}
