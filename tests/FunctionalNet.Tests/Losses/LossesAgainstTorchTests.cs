using FunctionalNet.Tests.Optimizers;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>Losses and their gradients against PyTorch's, at logits up to ±10⁴.</summary>
public class LossesAgainstTorchTests
{
    [Fact]
    public void Mean_squared_error() =>
        Same(
            "MeanSquaredError",
            MeanSquaredError(),
            new(6, 3),
            [.. Enumerable.Repeat(new[] { 0.5, -1, 0 }, 6).SelectMany(x => x)]
        );

    [Fact]
    public void Binary_cross_entropy_of_logits() =>
        Same("BinaryCrossEntropy", BinaryCrossEntropy(), new(9), [0, 1, 0, 1, 0.3, 0, 0, 1, 1]);

    [Fact]
    public void Softmax_cross_entropy() => Same("SoftmaxCrossEntropy", SoftmaxCrossEntropy(), new(3, 4), [2, 0, 1]);

    [Fact]
    public void Softmax_cross_entropy_of_extreme_logits() =>
        Same("SoftmaxCrossEntropy extreme", SoftmaxCrossEntropy(), new(2, 3), [1, 2]);

    [Fact]
    public void A_label_that_does_not_count_adds_neither_loss_nor_slope()
    {
        var x = Expr.Input("x", new(3, 2));
        var loss = SoftmaxCrossEntropy().Apply(x, Ops.Constant(new(3), [0, -1, -1], ElementType.Int64));
        var values = Numbers.Values(x, Tensor.Zeros<double>(new(3, 2)), loss, Gradient.Of(loss, [x])[0]);
        Assert.Equal(Math.Log(2), values[0][0], 1e-15);
        Numbers.Close([-0.5, 0.5, 0, 0, 0, 0], values[1], 1e-15);
    }

    private static void Same(string name, Loss loss, Shape shape, double[] target)
    {
        var record = Torch.Of("losses", name);
        var x = Expr.Input("x", shape);
        var whole = loss is SoftmaxCrossEntropy;
        var y = Ops.Constant(
            whole ? new Shape(target.Length) : shape,
            target,
            whole ? ElementType.Int64 : ElementType.Float
        );
        var value = loss.Apply(x, y);
        var values = Numbers.Values(x, new(shape, record.Doubles("x")), value, Gradient.Of(value, [x])[0]);
        Numbers.Close([record.GetProperty("loss").GetDouble()], values[0], 1e-14);
        Numbers.Close(record.Doubles("dx"), values[1], 1e-14);
    }
}
