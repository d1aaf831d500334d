using Xunit;

namespace FunctionalNet.Tests.Tensors;

/// <summary>Tensors are immutable copies.</summary>
public class TensorTests
{
    [Fact]
    public void A_tensor_is_a_copy_of_what_made_it()
    {
        float[] values = [1, 2];
        var tensor = Tensor.Vector<float>(values);
        values[0] = 9;
        Assert.Equal(1, tensor[0]);
        Assert.Equal([1f, 2f], tensor.Reshape(new(2, 1)).Span.ToArray());
    }

    [Fact]
    public void A_matrix_is_indexed_by_row_and_column()
    {
        var tensor = Tensor.Matrix(
            new[,]
            {
                { 1.0, 2, 3 },
                { 4, 5, 6 },
            }
        );
        Assert.Equal(new(2, 3), tensor.Shape);
        Assert.Equal(6, tensor[1, 2]);
        Assert.Equal(7, Tensor.Scalar(7.0)[[]]);
    }

    [Fact]
    public void Memory_starts_at_a_multiple_of_64_bytes()
    {
        for (var length = 0; length < 40; length++)
        {
            var tensor = Tensor.Zeros<float>(new(length));
            unsafe
            {
                Assert.Equal(0u, (nuint)tensor.Pointer % 64);
            }
        }
    }
}
