using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Losses;

/// <summary>Sample weights: weight 2 equals the sample twice, weight 0 equals leaving it out.</summary>
public class WeightedTests
{
    private static readonly double[] Scores = [0.5, -1, 2, 0.1, 1, 1.5];

    [Fact]
    public void Of_labels_is_the_loss_of_repeated_samples()
    {
        var plain = SoftmaxCrossEntropy()
            .Apply(
                Ops.Constant(new(3, 2), [0.5, -1, 0.5, -1, 1, 1.5]),
                Ops.Constant(new(3), [1, 1, 0], ElementType.Int64)
            );
        var weighted = Weighted(SoftmaxCrossEntropy())
            .Apply(Ops.Constant(new(3, 2), Scores), Ops.Constant(new(3, 2), [1, 2, 0, 0, 0, 1]));
        Numbers.Close(plain.Value(), weighted.Value(), 1e-14);
    }

    [Fact]
    public void Of_rows_is_the_loss_of_repeated_rows()
    {
        var plain = MeanSquaredError()
            .Apply(Ops.Constant(new(3, 2), [0.5, -1, 0.5, -1, 1, 1.5]), Ops.Constant(new(3, 2), [1, 0, 1, 0, 3, 4]));
        var weighted = Weighted(MeanSquaredError())
            .Apply(Ops.Constant(new(3, 2), Scores), Ops.Constant(new(3, 3), [1, 0, 2, 9, 9, 0, 3, 4, 1]));
        Numbers.Close(plain.Value(), weighted.Value(), 1e-14);
    }

    [Fact]
    public void Class_weights_and_weights_of_samples_multiply()
    {
        var loss = Weighted(SoftmaxCrossEntropy(weights: new(3, 1)));
        var x = Ops.Constant(new(2, 2), [0.0, 0, 0, Math.Log(3)]);
        var value = loss.Apply(x, Ops.Constant(new(2, 2), [0.0, 2, 1, 4])).Value()[0];
        Assert.Equal(((6 * Math.Log(2)) - (4 * Math.Log(0.75))) / 10, value, 1e-14);
    }

    [Fact]
    public void Where_nothing_counts_loss_and_slope_are_0()
    {
        var x = Expr.Input("x", new(2, 3));
        var loss = SoftmaxCrossEntropy(ignore: 7).Apply(x, Ops.Constant(new(2), [7, 7], ElementType.Int64));
        var values = Numbers.Values(x, Tensor.Zeros<double>(new(2, 3)), loss, Gradient.Of(loss, [x])[0]);
        Assert.Equal([0.0], values[0]);
        Assert.Equal(new double[6], values[1]);
    }

    [Fact]
    public void Without_a_column_of_weights_it_is_refused() =>
        Assert.Contains(
            "one column more",
            Assert
                .Throws<ShapeException>(() =>
                    Weighted(MeanSquaredError()).Apply(Expr.Input("x", new(3, 1)), Expr.Input("t", new(3, 1)))
                )
                .Message,
            StringComparison.Ordinal
        );
}
