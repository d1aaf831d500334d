using FunctionalNet.Runtime;

namespace FunctionalNet.OnnxTests.Runtime;

/// <summary>The comparison that decides whether an export is accepted.</summary>
public class AgreementTests
{
    [Theory]
    [InlineData(1, 1.0001, true)]
    [InlineData(1, 1.01, false)]
    [InlineData(double.PositiveInfinity, 1, false)]
    [InlineData(1, double.PositiveInfinity, false)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(double.NaN, double.PositiveInfinity, false)]
    public void Infinities_and_NaN_are_met_by_themselves_alone(double ours, double theirs, bool agree) =>
        Assert.Equal(agree, Agreement.Of(Tensor.Vector(ours), Tensor.Vector(theirs), 1e-3).IsRight);
}
