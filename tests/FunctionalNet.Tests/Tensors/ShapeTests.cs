using Xunit;

namespace FunctionalNet.Tests.Tensors;

/// <summary>Axes and shapes are values and print as in source code.</summary>
public class ShapeTests
{
    private static readonly Shape Images = new(Dim.Named("batch"), 28, 28);

    [Fact]
    public void Equality_is_by_value()
    {
        Shape same = new(Dim.Named("batch"), 28, 28);
        Shape other = new(Dim.Named("n"), 28, 28);
        Assert.Equal(Images, same);
        Assert.True(same == Images);
        Assert.Equal(Images.GetHashCode(), same.GetHashCode());
        Assert.True(other != Images);
        Assert.NotEqual(Images, new(32, 28, 28));
        Assert.True(new Shape(2, 3) != new Shape(3, 2));
        Assert.True(new Shape(3) != new Shape(3, 1));
        Assert.Equal(Shape.Scalar, new Shape());
        Assert.Equal(Dim.Named("a"), Dim.Named("a"));
        Assert.NotEqual(Dim.Named("a"), (Dim)0);
        Assert.Equal(new TensorType(new(2)), new TensorType(new(2)));
        Assert.NotEqual(new TensorType(new(2)), new TensorType(new(2), ElementType.Bool));
    }

    [Fact]
    public void Printing()
    {
        Assert.Equal("[batch, 28, 28]", Images.ToString());
        Assert.Equal("[]", Shape.Scalar.ToString());
        Assert.Equal("Int64[batch, 28, 28]", new TensorType(Images, ElementType.Int64).ToString());
        Assert.Equal(
            "[2, 2] [[1., 2.],\n        [3., 4.]]",
            Tensor
                .Matrix(
                    new[,]
                    {
                        { 1f, 2f },
                        { 3f, 4f },
                    }
                )
                .ToString()
        );
        Assert.Equal("[3] [ 0.        ,  0.33333333, -2.        ]", Tensor.Vector(0.0, 1.0 / 3, -2).ToString());
        Assert.Equal("[2000] [0., 0., 0., ..., 0., 0., 0.]", Tensor.Zeros<float>(new(2000)).ToString());
        Assert.Equal("[] 7.", Tensor.Scalar(7f).ToString());
        Assert.Equal("[0, 2] []", Tensor.Zeros<float>(new(0, 2)).ToString());
    }

    [Fact]
    public void Parts_and_changes_are_new_shapes()
    {
        Assert.Equal(new(28, 28), Images[1..]);
        Assert.Equal(new(8, 28, 28), Images.With(0, 8));
        Assert.Equal(new(2, 28, 28), new Shape(2).Append(Images[1..]));
        Assert.Equal((Dim)28, Images[^1]);
        Assert.Equal([2, 3], new Shape(2, 3).Sizes());
        Assert.Equal(2, Images.Axis(-1, "Rule"));
        Assert.False(Images.IsKnown);
        Assert.True(Images[1..].IsKnown);
    }

    [Fact]
    public void Size_is_the_product()
    {
        Assert.Equal(1, Shape.Scalar.Size);
        Assert.Equal(24, new Shape(2, 3, 4).Size);
        Assert.Equal(0, new Shape(2, 0, 4).Size);
        Assert.Equal(0, new Shape(int.MaxValue, int.MaxValue, 0).Size);
        Assert.Throws<ShapeException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue).Size);
        Assert.Throws<ShapeException>(() => new Shape(1 << 16, 1 << 16).Size);
        Assert.Contains("batch", Assert.Throws<ShapeException>(() => Images.Size).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Images[3]);
        Assert.Throws<ArgumentException>(() => Dim.Named(" "));
        Assert.Throws<ArgumentException>(() => Tensor.Of(new Shape(2), 1f));
        Assert.Throws<ArgumentException>(() => Tensor.Vector(1f)[0, 0]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Vector(1f, 2f)[-3]);
        Assert.Equal(-3, error.ActualValue);
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
    }
}
