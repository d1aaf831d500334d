using Xunit;

namespace FunctionalNet.Tests.Tensors;

/// <summary>Operations on predictions: slices, labels, arithmetic, arrays.</summary>
public class TensorPartsTests
{
    private static readonly Tensor<float> X = Tensor.Of(new(3, 4), [.. Enumerable.Range(0, 12).Select(i => (float)i)]);

    [Fact]
    public void Parts_are_those_of_numpy()
    {
        Assert.Equal([4f, 5, 6, 7, 8, 9, 10, 11], X[1..3].ToArray());
        Assert.Equal(new Shape(2), X[1.., ^1].Shape);
        Assert.Equal([7f, 11], X[1.., ^1].ToArray());
        Assert.Equal([5f, 6], X[1, 1..3].ToArray());
        Assert.Equal([8f, 9, 10, 11], X.Row(-1).ToArray());
        Assert.Equal(X.ToArray(), X[..].ToArray());
        Assert.Equal(new Shape(0, 4), X[3..].Shape);
        Assert.Equal(Shape.Scalar, X[^1, ^1].Shape);
        Assert.Equal(11f, X[-1, -1]);
    }

    [Fact]
    public void What_is_outside_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => X[1..5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => X.Row(3));
        Assert.Throws<ArgumentException>(() => X[.., .., 1..]);
        Assert.Throws<ArgumentOutOfRangeException>(() => X[-4, 0]);
    }

    [Fact]
    public void The_largest_is_the_first_of_equal_ones_and_nan()
    {
        Assert.Equal([3, 3, 3], X.ArgMax());
        Assert.Equal([2, 2, 2, 2], X.ArgMax(0));
        Assert.Equal([0], Tensor.Vector(1.0, 1.0).ArgMax());
        Assert.Equal([1], Tensor.Vector(5.0, double.NaN, 9, double.NaN).ArgMax());
        Assert.Throws<ShapeException>(() => Tensor.Zeros<float>(new(2, 0)).ArgMax());
    }

    [Fact]
    public void Arithmetic_broadcasts()
    {
        var row = Tensor.Vector(1f, 2, 3, 4);
        var column = Tensor.Of(new(3, 1), 10f, 20, 30);
        Assert.Equal([1f, 3, 5, 7, 5, 7, 9, 11, 9, 11, 13, 15], (X + row).ToArray());
        Assert.Equal(column[..1] * row, Tensor.Of(new(1, 4), 10f, 20, 30, 40), Same);
        Assert.Equal([-10f, -9, -8, -7, -16, -15, -14, -13, -22, -21, -20, -19], (X - column).ToArray());
        Assert.Equal([0.5f, 1, 1.5f, 2], (row / 2).ToArray());
        Assert.Equal([-2f, -4, -6, -8], (-(2 * row)).ToArray());
        Assert.Throws<ShapeException>(() => X + Tensor.Vector(1f, 2));
    }

    [Fact]
    public void Numbers_stand_on_either_side_of_an_operator()
    {
        var x = Tensor.Vector(1f, 2, 4);
        Assert.Equal([2f, 3, 5], (1 + x).ToArray());
        Assert.Equal([0f, -1, -3], (1 - x).ToArray());
        Assert.Equal([2f, 1, 0.5f], (2 / x).ToArray());
    }

    [Fact]
    public void A_size_of_minus_one_is_inferred()
    {
        Assert.Equal(new Shape(6, 2), X.Reshape(-1, 2).Shape);
        Assert.Equal(new Shape(2, 2, 3), X.Reshape(2, -1, 3).Shape);
        Assert.Equal(X.ToArray(), X.Reshape(2, 6).ToArray());
        Assert.Equal(new Shape(3, 0), Tensor.Zeros<float>(new(0, 2)).Reshape(3, 0).Shape);
        Assert.Throws<ShapeException>(() => X.Reshape(-1, 5));
        Assert.Throws<ShapeException>(() => X.Reshape(-1, -1));
        Assert.Throws<ShapeException>(() => X.Reshape(-2, 6));
        Assert.Throws<ShapeException>(() => X.Reshape(5, 2));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => X.Reshape(new(-1, 2)));
        Assert.Contains("x.Reshape(-1, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_numbers_are_no_slice_and_the_error_writes_one()
    {
        var row = Assert.Throws<ArgumentException>(() => X[-1]).Message;
        Assert.Contains("for a slice write [-1, ..] or Row(-1)", row, StringComparison.Ordinal);
        Assert.Equal([8f, 9, 10, 11], X[-1, ..].ToArray());
        Assert.Equal([8f, 9, 10, 11], X.Row(-1).ToArray());
        var cube = X.Reshape(2, 2, 3);
        var line = Assert.Throws<ArgumentException>(() => cube[1, 0]).Message;
        Assert.Contains("for a slice write [1, 0, ..].", line, StringComparison.Ordinal);
        Assert.Equal([6f, 7, 8], cube[1, 0, ..].ToArray());
        var many = Assert.Throws<ArgumentException>(() => X[1, 1, 1]).Message;
        Assert.Contains("Repair: give 2.", many, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_and_tensors_of_the_platform_hold_the_same()
    {
        Assert.Equal(6f, X.ToArray2D()[1, 2]);
        Assert.Equal(X, Tensor.Matrix(X.ToArray2D()), Same);
        Assert.Throws<ShapeException>(() => X.Row(0).ToArray2D());
        var other = X.ToNumerics();
        Assert.Equal([3, 4], other.Lengths.ToArray());
        Assert.Equal(X, Tensor.FromNumerics(other), Same);
    }

    [Fact]
    public void Ranges_of_expressions_are_slices()
    {
        var x = Ops.Constant(new(2, 3), [1, 2, 3, 4, 5, 6]);
        Assert.Equal([1.0, 2, 4, 5], x.Slice(1, ..^1).Value());
        Assert.Equal([3.0, 6], x.Slice(-1, ^1..).Value());
        Assert.Throws<ShapeException>(() => x.Slice(1, 2..5));
    }

    private static bool Same(Tensor<float> x, Tensor<float> y) => x.Shape == y.Shape && x.Span.SequenceEqual(y.Span);
}
