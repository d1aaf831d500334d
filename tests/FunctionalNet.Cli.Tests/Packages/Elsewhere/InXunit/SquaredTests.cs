using FunctionalNet;
using FunctionalNet.Verification;
using Library;
using Xunit;
using static FunctionalNet.Net;

namespace InXunit;

public class SquaredTests
{
    public static TheoryData<string, Layer> Catalogue { get; } =
        new()
        {
            { "alone", new Squared(2) },
            { "chain", Ring.Layer },
            { "residual", Residual(new Squared(2)) >> LayerNorm() },
        };

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Right(string name, Layer layer) =>
        Assert.True(GradientCheck.Layer(layer, Shapes.Ranks(2, 3)).Passed, name);

    [Fact]
    public void Wrong() => GradientCheck.Layer(Dense(3) >> new Squared(1), Shapes.Ranks(2, 3));
}
