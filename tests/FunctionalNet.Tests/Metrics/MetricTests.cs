using Xunit;
using Measure = FunctionalNet.Metrics;

namespace FunctionalNet.Tests.Metrics;

/// <summary>Metrics against tables worked out by hand, and accumulated over different batches.</summary>
public class MetricTests
{
    private const double NaN = double.NaN;

    // Labels 0 0 1 1 2 2 with predictions 0 1 1 1 0 and none, because of NaN.
    private static readonly Tensor<double> Scores = Tensor.Matrix(
        new[,]
        {
            { 0.7, 0.2, 0.1 },
            { 0.3, 0.6, 0.1 },
            { 0.1, 0.8, 0.1 },
            { 0.25, 0.5, 0.25 },
            { 0.4, 0.2, 0.4 },
            { 0.1, NaN, 0.9 },
        }
    );

    private static readonly Tensor<double> Labels = Tensor.Vector(0.0, 0, 1, 1, 2, 2);

    [Fact]
    public void Confusion_is_counted()
    {
        var seen = Measure.ConfusionMatrix(3).Add(Scores, Labels);
        Assert.Equal("1 1 0\n0 2 0\n1 0 0", seen.ToString());
        Assert.Equal(6, seen.Count);
        Assert.Equal(3.0 / 6, seen.Accuracy);
        Assert.Equal([0.5, 2.0 / 3, 0], Each(seen.Precision));
        Assert.Equal([0.5, 1, 0], Each(seen.Recall));
        Numbers.Close([0.5, 0.8, 0], Each(seen.F1), 1e-15);
        Assert.Equal(((0.5 + (2.0 / 3)) / 3), seen.Precision(Average.Macro), 1e-15);
        Assert.Equal(0.5, seen.Recall(Average.Macro), 1e-15);
        Assert.Equal(1.3 / 3, seen.F1(Average.Macro), 1e-15);
        Assert.Equal(3.0 / 5, seen.Precision(Average.Micro), 1e-15);
        Assert.Equal(3.0 / 6, seen.Recall(Average.Micro), 1e-15);
        Assert.Equal(6.0 / 11, seen.F1(Average.Micro), 1e-15);
        Assert.Equal(1.3 / 3, seen.F1(Average.Weighted), 1e-15);

        static double[] Each(Func<int, double> figure) => [figure(0), figure(1), figure(2)];
    }

    [Fact]
    public void A_class_that_does_not_occur_is_in_no_mean()
    {
        var seen = Measure
            .ConfusionMatrix(4)
            .Add(Rows([1.0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0], 4), Tensor.Vector(0.0, 1, -1));
        Assert.Equal(2, seen.Count);
        Assert.Equal(1, seen.F1(Average.Macro));
        Assert.Equal(0, Measure.ConfusionMatrix(4).F1(Average.Macro));
    }

    [Fact]
    public void A_threshold_parts_two_classes()
    {
        var seen = Measure.ConfusionMatrix(threshold: 0.5).Add(Rows([0.9, 0.5, 0.7, NaN], 1), Rows([1.0, 1, 0, 0], 1));
        Assert.Equal("0 1\n1 1", seen.ToString());
        Assert.Equal(0.5, seen.Precision(1));
        Assert.Throws<ArgumentException>(() => Measure.ConfusionMatrix(3, 0.5));
    }

    [Theory]
    [InlineData(1, 3.0 / 6)]
    [InlineData(2, 5.0 / 6)]
    [InlineData(3, 5.0 / 6)]
    public void Of_equal_scores_the_first_counts_as_larger(int k, double share) =>
        Assert.Equal(share, Measure.TopK(k).Add(Scores, Labels).Value);

    [Fact]
    public void NaN_is_never_right()
    {
        var scores = Rows([NaN, 0.0, NaN, NaN, 1, NaN], 2);
        var labels = Tensor.Vector(0.0, 0, 0);
        Assert.Equal(0, Measure.Accuracy(scores, labels));
        Assert.Equal(0, Measure.TopK(2).Add(scores, labels).Value);
        Assert.Equal(0, Measure.ConfusionMatrix(2).Add(scores, labels).Accuracy);
        Assert.Equal(0, Measure.Ranking().Add(Tensor.Vector(NaN, NaN), Tensor.Vector(1.0, 0)).RocAuc);
        Assert.True(double.IsNaN(Measure.LogLoss().Add(scores, labels).Value));
        Assert.Equal(1, Measure.CalibrationError().Add(scores, labels).Value);
        Assert.True(double.IsNaN(Measure.RegressionErrors().Add(labels, Tensor.Vector(1, 2, NaN)).RSquared));
    }

    [Fact]
    public void Areas_of_the_example_of_scikit_learn()
    {
        var seen = Measure.Ranking().Add(Tensor.Vector(0.1, 0.4, 0.35, 0.8), Tensor.Vector(0.0, 0, 1, 1));
        Assert.Equal(0.75, seen.RocAuc);
        Assert.Equal(0.5 + (0.5 * 2 / 3), seen.PrAuc, 1e-15);
    }

    [Fact]
    public void Equal_scores_are_one_step()
    {
        var seen = Measure.Ranking().Add(Tensor.Vector(0.5, 0.5, 0.5, 0.1, 0.9), Tensor.Vector(1.0, 0, 0, 1, 0));

        // Of the pairs, the positive at 0.5 ties twice and loses once; the one at 0.1 loses three times.
        Assert.Equal(1.0 / 6, seen.RocAuc, 1e-15);
        Assert.Equal((0.5 * 1 / 4) + (0.5 * 2 / 5), seen.PrAuc, 1e-15);
        Assert.Throws<ArgumentException>(() => seen.Add(Tensor.Vector(1.0), Tensor.Vector(2.0)));
    }

    [Fact]
    public void Log_loss_of_logits_is_that_of_their_probabilities()
    {
        var logits = Rows([0.0, Math.Log(3), 1e4, -1e4, 5, 5], 2);
        var probabilities = Rows([0.25, 0.75, 1.0, 0, 0.5, 0.5], 2);
        var labels = Tensor.Vector(0.0, 0, -1);
        var expected = Math.Log(4) / 2;
        Assert.Equal(expected, Measure.LogLoss().Add(logits, labels).Value, 1e-15);
        Assert.Equal(expected, Measure.LogLoss(logits: false).Add(probabilities, labels).Value, 1e-15);
        Assert.Equal(2, Measure.LogLoss().Add(logits, labels).Perplexity, 1e-14);
        Assert.Equal(1e4, Measure.LogLoss().Add(logits, Tensor.Vector(-1.0, 1, -1)).Value - 1e4, 1e-9);
    }

    [Fact]
    public void Calibration_is_the_gap_of_each_bin()
    {
        var scores = Rows([0.9, 0.1, 0.8, 0.2, 0.4, 0.6, 0.55, 0.45], 2);
        var seen = Measure.CalibrationError(4).Add(scores, Tensor.Vector(0.0, 1, 1, 1));

        // Bin above 0.75: 0.9 is right, 0.8 is wrong. Bin above 0.5: 0.6 is right, 0.55 is wrong.
        Assert.Equal(((1.7 - 1) + (1.15 - 1)) / 4, seen.Value, 1e-15);
        Assert.Equal(2, seen.Bins[3].Count);
    }

    [Fact]
    public void Regression_is_measured_around_a_large_mean()
    {
        const double Far = 1e9;
        var targets = Tensor.Vector(Far + 1, Far + 2, Far + 3, Far + 6);
        var seen = Measure.RegressionErrors().Add(Tensor.Vector(Far + 2, Far + 2, Far + 2, Far + 6), targets);
        Assert.Equal(0.5, seen.MeanAbsoluteError);
        Assert.Equal(Math.Sqrt(0.5), seen.RootMeanSquaredError, 1e-12);
        Assert.Equal(1 - (2.0 / 14), seen.RSquared, 1e-12);
    }

    [Fact]
    public void R_squared_of_columns_is_their_mean()
    {
        var targets = Rows([1.0, 10, 3, 20], 2);
        var seen = Measure.RegressionErrors().Add(Rows([1.0, 15, 3, 15], 2), targets);
        Assert.Equal(0.5, seen.RSquared, 1e-15);
    }

    [Fact]
    public void Batches_are_as_one()
    {
        var random = new System.Random(1);
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => Math.Round(random.NextDouble(), 1))];
        double[] labels = [.. Enumerable.Range(0, 100).Select(_ => (double)random.Next(3))];
        double[] bits = [.. labels.Select(label => Math.Min(label, 1))];
        Same(Measure.TopK(2), scores, labels, 3);
        Same(Measure.ConfusionMatrix(3), scores, labels, 3);
        Same(Measure.Ranking(), scores[..100], bits, 1);
        Assert.Equal(
            Whole(Measure.LogLoss(), scores, labels, 3).Value,
            Parts(Measure.LogLoss(), scores, labels, 3).Value,
            1e-13
        );
        Same(Measure.CalibrationError(10), scores, labels, 3);
        Same(Measure.RegressionErrors(), scores[..100], labels, 1);
    }

    private static void Same<TMetric>(TMetric empty, double[] scores, double[] targets, int width)
        where TMetric : IMetric<TMetric> =>
        Assert.Equal(Whole(empty, scores, targets, width), Parts(empty, scores, targets, width));

    private static TMetric Whole<TMetric>(TMetric empty, double[] scores, double[] targets, int width)
        where TMetric : IMetric<TMetric> => empty.Add(Rows(scores, width), Tensor.Vector<double>(targets));

    private static TMetric Parts<TMetric>(TMetric empty, double[] scores, double[] targets, int width)
        where TMetric : IMetric<TMetric> =>
        new[] { 0..1, 1..31, 31..31, 31..100 }.Aggregate(
            empty,
            (state, part) =>
                state.Add(
                    Rows(scores[(part.Start.Value * width)..(part.End.Value * width)], width),
                    Tensor.Vector<double>(targets[part])
                )
        );

    private static Tensor<double> Rows(double[] values, int width) => new(new(values.Length / width, width), values);
}
