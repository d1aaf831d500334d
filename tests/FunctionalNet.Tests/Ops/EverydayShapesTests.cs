using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests;

/// <summary>Slices, reshapes, means and pads written as in other libraries.</summary>
public class EverydayShapesTests
{
    private static readonly Expr X = Expr.Input("x", new(5));

    [Theory]
    [InlineData(1, 3, 1, new[] { 1.0, 2 })]
    [InlineData(-2, null, 1, new[] { 3.0, 4 })]
    [InlineData(null, -1, 1, new[] { 0.0, 1, 2, 3 })]
    [InlineData(1, -1, 2, new[] { 1.0, 3 })]
    [InlineData(null, null, -1, new[] { 4.0, 3, 2, 1, 0 })]
    [InlineData(3, 0, -2, new[] { 3.0, 1 })]
    [InlineData(-1, -4, -1, new[] { 4.0, 3, 2 })]
    [InlineData(-9, 99, 1, new[] { 0.0, 1, 2, 3, 4 })]
    [InlineData(99, -99, -3, new[] { 4.0, 1 })]
    [InlineData(3, 1, 1, new double[0])]
    [InlineData(1, 3, -1, new double[0])]
    [InlineData(2, int.MaxValue, int.MaxValue, new[] { 2.0 })]
    [InlineData(int.MinValue, int.MaxValue, 4, new[] { 0.0, 4 })]
    public void A_slice_has_the_places_of_python(int? start, int? end, int step, double[] expected)
    {
        var y = X.Slice(axis: -1, start, end, step);
        Assert.Equal(expected, Reference.Run(new Graph([X], [y]), Tensor.Vector(0.0, 1, 2, 3, 4))[0].ToArray());
        Assert.Throws<ShapeException>(() => X.Slice(0, 1, 3, step: 0));
        Assert.Throws<ShapeException>(() => X.Slice(1, 1, 3));
    }

    [Fact]
    public void Axes_of_other_shapes_reshape_and_one_axis_needs_no_brackets()
    {
        var image = Expr.Input("x", new(Dim.Named("n"), 4, 8));
        Assert.Equal(new(Dim.Named("n"), 32), image.Reshape(image.Shape[0], 32).Shape);
        Assert.Equal(new(Dim.Named("n"), 32), image.Reshape(0, -1).Shape);
        var n = 2;
        Assert.Equal(new(2, 32), Expr.Input("x", new(n, 4, 8)).Reshape(n, 32).Shape);
        Assert.Equal(new(0, 32), Expr.Input("x", new(0, 4, 8)).Reshape((Dim)0, 32).Shape);
        Assert.Equal(new(Dim.Named("n"), 8), image.ReduceMean(1).Shape);
        Assert.Equal(new(Dim.Named("n"), 4), image.ReduceMean(-1).Shape);
    }

    [Fact]
    public void One_number_pads_all_axes_of_space()
    {
        Shape Padded(Layer layer, params int[] sample) =>
            Model
                .Init<float>(layer, Shape.Of(sample), key: 1)
                .Predict(Tensor.Zeros<float>(Shape.Of([2, .. sample])))
                .Shape;
        Assert.Equal(new(2, 3, 12, 10), Padded(ZeroPad(2), 3, 8, 6));
        Assert.Equal(new(2, 3, 12), Padded(ZeroPad(2), 3, 8));
        Assert.Equal(new(2, 7), Padded(ZeroPad(2), 3));
        Assert.Equal(new(2, 3, 8, 10), Padded(ZeroPad(0, 2), 3, 8, 6));
        Assert.Equal("ZeroPad(2)", $"{ZeroPad(2)}");
    }
}
