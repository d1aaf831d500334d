using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>A free axis that turns out to be empty behaves like a fixed axis of size 0.</summary>
public class EmptyAxisTests
{
    private static readonly Dictionary<string, (ElementType Element, Func<Expr, Expr> Of)> Choices = new(
        StringComparer.Ordinal
    )
    {
        ["ArgMax"] = (ElementType.Float, x => x.ArgMax(0)),
        ["ArgMax of whole numbers"] = (ElementType.Int64, x => x.ArgMax(0)),
        ["ReduceMax of whole numbers"] = (ElementType.Int64, x => x.ReduceMax([0])),
        ["ReduceMax of all whole numbers"] = (ElementType.Int64, x => x.ReduceMax()),
        ["ReduceMin of whole numbers"] = (ElementType.Int64, x => x.ReduceMin([0], keepDims: true)),
    };

    public static TheoryData<string> Names => [.. Choices.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_chosen_of_none(string name)
    {
        var (element, of) = Choices[name];
        var free = Expr.Input("x", new(Dim.Named("n"), 2), element);
        var graph = new Graph([free], [of(free)]);
        Assert.Equal(of(Known(3)).Shape, graph.WithFreeAxes(3).Outputs[0].Shape);
        var (early, late) = (
            Assert.Throws<ShapeException>(() => of(Known(0))),
            Assert.Throws<ShapeException>(() => graph.WithFreeAxes(0))
        );
        Assert.Contains("axis 0 of [0, 2] is empty", early.Message, StringComparison.Ordinal);
        Assert.Equal(early.Message, late.Message);

        Expr Known(int size) => Expr.Input("x", new(size, 2), element);
    }

    [Fact]
    public void Of_numbers_it_is_an_infinity_and_of_no_results_nothing()
    {
        var free = Expr.Input("x", new(Dim.Named("n"), 2));
        var graph = new Graph([free], [free.ReduceMax([0]), free.ReduceMin([0])]).WithFreeAxes(0);
        var (largest, smallest) = (
            Reference.Run(graph, new Tensor<double>(new(0, 2)))[0],
            Reference.Run(graph, new Tensor<double>(new(0, 2)))[1]
        );
        Assert.All(largest.Span.ToArray(), value => Assert.Equal(double.NegativeInfinity, value));
        Assert.All(smallest.Span.ToArray(), value => Assert.Equal(double.PositiveInfinity, value));
        var none = Expr.Input("x", new(0, 0), ElementType.Int64);
        Assert.Equal(new Shape(0), none.ReduceMax([0]).Shape);
    }
}
