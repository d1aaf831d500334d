using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>Errors of operators that move elements, for operands that do not fit.</summary>
public class IndexErrors
{
    private static readonly Expr X = Expr.Input("x", new(4, 5));
    private static readonly Expr Places = Expr.Input("places", new(4, 2), ElementType.Int64);

    private static readonly Dictionary<string, (Func<Expr> Compose, string Problem)> Cases = new(StringComparer.Ordinal)
    {
        ["Gather"] = (() => X.Gather(X), "the indices are Float[4, 5]"),
        ["GatherElements"] = (() => X.GatherElements(Places.Reshape(8)), "[4, 5] has 2 axes, the indices [8] have 1"),
        ["ScatterElements"] = (() => X.ScatterElements(Places, X, 1), "the updates are Float[4, 5]"),
        ["CumSum"] = (() => X.CumSum(2), "axis 2 is outside [4, 5]"),
        ["Pad"] = (() => X.Pad([1], [1]), "(1) and (1) do not pad [4, 5]"),
        ["Slice"] = (() => X.Narrow(1, 3, 4), "outside of axis 1 of [4, 5]"),
        ["Split"] = (() => X.Split(1, 2, 2)[0], "the sizes add up to 4, axis 1 of [4, 5] is 5"),
        ["Tile"] = (() => X.Tile(2), "(2) does not repeat the axes of [4, 5]"),
        ["Trilu"] = (() => X.Narrow(0, 0, 1).Squeeze(0).Trilu(), "[5] is no matrix"),
        ["Unsqueeze"] = (() => X.Unsqueeze(4), "[4, 5] has no position 4 for a new axis"),
        ["MatMul"] = (() => X.Transpose().MatMul(Places), "Float[5, 4]"),
        ["ArgMin"] = (() => X.ArgMin(-3), "axis -3 is outside [4, 5]"),
    };

    public static TheoryData<string> Rules { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Name_rule_problem_and_repair(string rule)
    {
        var error = Assert.Throws<ShapeException>(() => Cases[rule].Compose());
        Assert.Equal(rule, error.Rule);
        Assert.Contains(Cases[rule].Problem, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Repair);
    }

    [Fact]
    public void Reflection_needs_an_axis_that_is_long_enough()
    {
        var error = Assert.Throws<ShapeException>(() => X.Pad([4, 0], [0, 0], PadMode.Reflect));
        Assert.Contains("pad it by at most 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(-6, 0)]
    [InlineData(4, 1)]
    public void An_index_outside_of_the_axis_stops_the_run(double index, int axis)
    {
        var x = Expr.Input("x", axis == 0 ? new(5, 3) : new(3, 4));
        var places = Expr.Input("places", new(3), ElementType.Int64);
        Tensor<double>[] values = [Tensor.Zeros<double>(x.Shape), Tensor.Vector(0, 1, index)];
        var graph = new Graph([x, places], [x.Gather(places, axis)]);
        var plan = Plan<double>.Compile(graph);
        var expected = $"the axis has {x.Shape[axis]} elements";
        var slow = Assert.Throws<ArgumentOutOfRangeException>(() => Reference.Run(graph, values));
        var fast = Assert.Throws<ArgumentOutOfRangeException>(() => plan.Run(values));
        Assert.Contains(expected, slow.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fast.Message, StringComparison.Ordinal);
    }
}
