using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Cli.Tests.Verify;

/// <summary>The tolerances of <c>fnet verify</c>.</summary>
public class ToleranceTests
{
    private const double Infinity = double.PositiveInfinity;

    private static readonly Tolerance Usual = new(1e-3, 1e-7);

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1000, 1001, true)]
    [InlineData(1000, 1001.1, false)]
    [InlineData(0, 1e-7, true)]
    [InlineData(0, 1.1e-7, false)]
    [InlineData(0, -0.0, true)]
    [InlineData(Infinity, Infinity, true)]
    [InlineData(-Infinity, -Infinity, true)]
    [InlineData(Infinity, -Infinity, false)]
    [InlineData(-Infinity, Infinity, false)]
    [InlineData(Infinity, 1, false)]
    [InlineData(Infinity, double.MaxValue, false)]
    [InlineData(-Infinity, -1, false)]
    [InlineData(1, Infinity, false)]
    [InlineData(1e300, Infinity, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(double.NaN, Infinity, false)]
    [InlineData(1, double.NaN, false)]
    [InlineData(Infinity, double.NaN, false)]
    public void Only_finite_numbers_are_near_each_other(double expected, double actual, bool isEqual) =>
        Assert.Equal(isEqual, Usual.Difference(Of("Float", expected), Of("Float", actual)) is null);

    [Fact]
    public void Zeros_have_signs_where_the_operators_define_them()
    {
        Assert.Null(Signed(0.0, 0.0));
        Assert.Null(Signed(-0.0, -0.0));
        Assert.NotNull(Signed(0.0, -0.0));
        Assert.NotNull(Signed(-0.0, 0.0));
        Assert.Null(Signed(-0.0, 1e-9));

        static string? Signed(double expected, double actual) =>
            Usual.Difference(Of("Float", expected), Of("Float", actual), hasSignedZeros: true);
    }

    [Theory]
    [InlineData("Int64")]
    [InlineData("Uint8")]
    [InlineData("Bool")]
    public void Whole_numbers_and_bools_are_exact(string type)
    {
        Assert.Null(Usual.Difference(Of(type, 100_000), Of(type, 100_000)));
        Assert.NotNull(Usual.Difference(Of(type, 100_000), Of(type, 100_001)));
    }

    [Fact]
    public void Types_and_shapes_are_compared()
    {
        Assert.Equal("its type is Int64 instead of Int32", Usual.Difference(Of("Int32", 1), Of("Int64", 1)));
        Assert.Equal("its shape is [1] instead of [2]", Usual.Difference(Of("Float", 1, 1), Of("Float", 1)));
    }

    [Fact]
    public void The_worst_element_is_told() =>
        Assert.Equal(
            "element 1 of [3] is 2 instead of Infinity; 2 of 3 are off by more than 1E-07 + 0.001 |expected|",
            Usual.Difference(Of("Float", 1, Infinity, 3), Of("Float", 1.5, 2, 3))
        );

    [Theory]
    [InlineData("Neg Mul Reshape", true)]
    [InlineData("Identity", true)]
    [InlineData("Neg MatMul", false)]
    [InlineData("Max", false)]
    public void Signs_of_zeros_are_those_of_IEEE_754(string operators, bool areDefined) =>
        Assert.Equal(areDefined, SignedZeros.AreDefined(operators.Split(' ')));

    private static TypedTensor Of(string type, params double[] values) => new(type, Tensor.Vector(values));
}
