using Xunit;

namespace FunctionalNet.Tests.Metrics;

/// <summary>The share of rows whose largest score is at the label.</summary>
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
    public void Minus_zero_is_no_other_score_than_zero()
    {
        var (scores, labels) = (
            Tensor.Matrix(
                new[,]
                {
                    { -1, -0.0, 0 },
                    { -0.0, 0, -0.0 },
                }
            ),
            Tensor.Vector(1.0, 0)
        );
        Assert.Equal(1, FunctionalNet.Metrics.Accuracy(scores, labels));
        Assert.Equal(1, FunctionalNet.Metrics.ConfusionMatrix(3).Add(scores, labels).Accuracy);
        Assert.Equal(1, FunctionalNet.Metrics.TopK().Add(scores, labels).Value);
        Assert.Equal(
            [0, 2],
            FunctionalNet.Metrics.CalibrationError(2).Add(scores, labels).Bins.Select(bin => bin.Hits).Order()
        );
    }

    [Fact]
    public void One_score_a_sample_is_judged_by_a_threshold_or_refused()
    {
        var scores = Tensor.Of<float>(new(4, 1), -1, 0, 0.3f, float.NaN);
        var labels = Tensor.Vector<float>(0, 1, 1, 1);
        Assert.Equal(0.5, FunctionalNet.Metrics.Accuracy(scores, labels, threshold: 0));
        Assert.Equal(0.5, FunctionalNet.Metrics.Accuracy(scores.Reshape(new(4)), labels, threshold: 0));
        Assert.Equal(0.25, FunctionalNet.Metrics.Accuracy(scores, labels.Reshape(new(4, 1)), threshold: 0.5));
        foreach (
            var refused in (Func<object>[])
                [
                    () => FunctionalNet.Metrics.Accuracy(scores, labels),
                    () => FunctionalNet.Metrics.TopK().Add(scores, labels),
                    () => FunctionalNet.Metrics.LogLoss().Add(scores, labels),
                    () => FunctionalNet.Metrics.CalibrationError().Add(scores, labels),
                ]
        )
        {
            Assert.Contains(
                "with a threshold",
                Assert.Throws<ArgumentException>(refused).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0.5f)]
    [InlineData(3f)]
    [InlineData(-2f)]
    public void All_metrics_refuse_what_is_no_label_and_leave_out_what_does_not_count(float wrong)
    {
        foreach (var ignore in (int?[])[-1, 1, null])
        {
            (Tensor<float> Scores, Tensor<float> Labels)[] tries =
            [
                (Scores, Tensor.Vector(1f, wrong, 2, 0)),
                (Scores, Tensor.Vector(1f, ignore ?? 1, 2, 2)),
            ];
            var told = ignore is { } none ? $"{none} does not count" : "0 to 2";
            Func<Tensor<float>, Tensor<float>, double>[] metrics =
            [
                (x, y) => FunctionalNet.Metrics.Accuracy(x, y, ignore: ignore),
                (x, y) => FunctionalNet.Metrics.TopK(1, ignore).Add(x, y).Value,
                (x, y) => FunctionalNet.Metrics.ConfusionMatrix(3, ignore: ignore).Add(x, y).Accuracy,
                (x, y) => FunctionalNet.Metrics.LogLoss(ignore: ignore).Add(x, y).Value,
                (x, y) => FunctionalNet.Metrics.CalibrationError(ignore: ignore).Add(x, y).Value,
            ];
            foreach (var metric in metrics)
            {
                var error = Assert.Throws<LabelException>(() => (object)metric(tries[0].Scores, tries[0].Labels));
                Assert.Contains("sample 1", error.Message, StringComparison.Ordinal);
                Assert.Contains(told, error.Message, StringComparison.Ordinal);
            }

            // Row 2 has the ignored label and, if that is 1, so has row 1.
            var share = ignore switch
            {
                1 => 1.0 / 2,
                null => 2.0 / 4,
                _ => 2.0 / 3,
            };
            Assert.All(metrics[..3], metric => Assert.Equal(share, metric(tries[1].Scores, tries[1].Labels), 1e-12));
        }

        Assert.Equal(double.NaN, FunctionalNet.Metrics.Accuracy(Scores, Tensor.Vector(-1f, -1, -1, -1)));
    }

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
