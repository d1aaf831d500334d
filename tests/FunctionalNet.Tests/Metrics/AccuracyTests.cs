using Xunit;

namespace FunctionalNet.Tests.Metrics;

/// <summary>The share of rows whose largest score stands at the label.</summary>
public class AccuracyTests
{
    private static readonly Tensor<float> Scores = Tensor.Matrix(
        new[,]
        {
            { 1f, 5, 2 },
            { -1, -2, -3 },
            { 0, 0, 1 },
            { 2, 2, 1 },
        }
    );

    [Theory]
    [InlineData(1, 0, 2, 0, 1.0)]
    [InlineData(1, 0, 2, 1, 0.75)]
    [InlineData(0, 1, 0, 2, 0.0)]
    [InlineData(1, 1, 1, 0, 0.5)]
    public void Hits_are_counted_and_of_equal_scores_the_first_wins(float a, float b, float c, float d, double share) =>
        Assert.Equal(share, FunctionalNet.Metrics.Accuracy(Scores, Tensor.Vector(a, b, c, d)));

    [Fact]
    public void One_label_a_row_is_needed()
    {
        Assert.Throws<ArgumentException>(() => FunctionalNet.Metrics.Accuracy(Scores, Tensor.Vector(1f)));
        Assert.Throws<ArgumentException>(() => FunctionalNet.Metrics.Accuracy(Scores, Tensor.Zeros<float>(new(4, 1))));
        Assert.Throws<ArgumentException>(() =>
            FunctionalNet.Metrics.Accuracy(Tensor.Zeros<float>(new(0, 3)), Tensor.Zeros<float>(new(0)))
        );
    }
}
