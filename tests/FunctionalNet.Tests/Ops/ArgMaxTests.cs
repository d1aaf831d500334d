using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

public class ArgMaxTests
{
    /// <summary>NaN is the largest value and the first one wins, as in numpy, PyTorch and ONNX Runtime.</summary>
    [Theory]
    [InlineData(1, double.NaN, 5, 1, 1)]
    [InlineData(double.NaN, 7, double.NaN, 9, 0)]
    [InlineData(double.PositiveInfinity, 1, 2, double.NaN, 3)]
    [InlineData(3, 3, 1, 0, 0)]
    public void The_first_NaN_is_the_largest(double a, double b, double c, double d, int place)
    {
        var x = Expr.Input("x", new(4));
        var graph = new Graph([x], [x.ArgMax(0)]);
        var values = Tensor.Of(new(4), a, b, c, d);
        Assert.Equal(place, Reference.Run(graph, values)[0].Span[0]);
        Assert.Equal(place, Plan<double>.Compile(graph).Run([values])[0].Span[0]);
    }
}
