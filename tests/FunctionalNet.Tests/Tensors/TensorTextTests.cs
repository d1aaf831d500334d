using Xunit;

namespace FunctionalNet.Tests.Tensors;

/// <summary>Tensors as NumPy prints them: numpy.array2string(x, separator=", ").</summary>
public class TensorTextTests
{
    [Fact]
    public void Columns_are_aligned_at_the_point() =>
        Assert.Equal(
            "[2, 2] [[  1.  , -10.25],\n        [100.  ,   2.  ]]",
            Tensor.Of(new(2, 2), 1f, -10.25f, 100f, 2f).ToString()
        );

    [Theory]
    [InlineData(new[] { 0.1, 0.25 }, "[0.1 , 0.25]")]
    [InlineData(new[] { 1e-5, 1 }, "[1.e-05, 1.e+00]")]
    [InlineData(new[] { 1.5e-5, 1, -2 }, "[ 1.5e-05,  1.0e+00, -2.0e+00]")]
    [InlineData(new[] { 2e8, 0 }, "[2.e+08, 0.e+00]")]
    [InlineData(new[] { 1e-123, 1 }, "[1.e-123, 1.e+000]")]
    [InlineData(new[] { double.NaN, 1.5, -0.0 }, "[ nan,  1.5, -0. ]")]
    [InlineData(new[] { double.NegativeInfinity, 2 }, "[-inf,   2.]")]
    [InlineData(new[] { 1234.5, 2 }, "[1234.5,    2. ]")]
    [InlineData(new[] { 1e-9, double.NaN }, "[1.e-09,    nan]")]
    public void Numbers_have_the_digits_of_numpy(double[] numbers, string expected) =>
        Assert.Equal($"[{numbers.Length}] {expected}", Tensor.Vector(numbers).ToString());

    [Fact]
    public void Digits_are_those_of_the_type() =>
        Assert.Equal("[2] [100.1       ,   0.33333334]", Tensor.Vector(100.1f, 1f / 3).ToString());

    [Fact]
    public void Blocks_are_apart() =>
        Assert.Equal("[2, 1, 2] [[[0., 0.]],\n\n           [[0., 0.]]]", Tensor.Zeros<float>(new(2, 1, 2)).ToString());
}
