using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Lectures;

namespace FunctionalNet.Cli.Tests.Lectures;

/// <summary>The claims of the other chapters.</summary>
public class ChaptersTests
{
    [Fact]
    public void Backpropagation_is_what_it_is_by_hand()
    {
        var rows = Backpropagation.Compare();
        Assert.Equal(16, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.ByHand, row.Ours, 1e-15));
        Assert.DoesNotContain(rows, row => row.ByHand == 0);
    }

    [Fact]
    public void Small_networks_are_what_they_are_by_hand()
    {
        var rows = SmallExamples
            .TwoInputs()
            .Concat(SmallExamples.Simplest())
            .Concat(SmallExamples.WithRelu())
            .ToArray();
        Assert.Equal(27, rows.Length);
        Assert.All(rows, row => Assert.Equal(row.ByHand, row.Ours, 1e-14));
    }

    [Fact]
    public void Softmax_and_cross_entropy_are_those_of_the_lectures()
    {
        // The exponentials of -3, -17.5 and 0 divided by their sum.
        var shares = Probabilities.Softmax(Probabilities.Scores);
        double[] expected = [0.0474258719, 2.39183e-8, 0.9525741042];
        Assert.All(shares.Index(), share => Assert.Equal(expected[share.Index], share.Item, 1e-9));
        Assert.Equal(1, shares.Sum(), 1e-15);
        Assert.Equal(
            [0, 0.10536052, 0.69314718, 2.30258509, 4.60517019, double.PositiveInfinity],
            Probabilities.CrossEntropy(Probabilities.Shares).Select(loss => Math.Round(Math.Abs(loss), 8))
        );
        Assert.Equal(1_000, Probabilities.FromScores(1_000));
        Assert.Equal(Math.Log(2), Probabilities.FromScores(0), 1e-15);
    }

    [Fact]
    public void A_moving_average_is_a_weighted_sum_and_its_correction_mends_the_start()
    {
        double[] values = [3, -1, 4, 1, -5];
        var last = Averages.Of(values, 0.9)[^1];
        Assert.Equal(values.Select((value, i) => 0.1 * Math.Pow(0.9, 4 - i) * value).Sum(), last, 1e-15);
        Assert.All(Averages.Of([2, 2, 2, 2], 0.98, isCorrected: true), mean => Assert.Equal(2, mean, 1e-14));

        // A larger β lags more behind a turn of the curve.
        double[] turned = [.. ((double[])[0.5, 0.9, 0.98]).Select(beta => Averages.Of(Averages.Noisy, beta)[69])];
        Assert.True(turned[0] < turned[1] && turned[1] < turned[2], string.Join(", ", turned));
    }

    [Fact]
    public void Small_batches_come_near_at_once_and_tremble()
    {
        int[] batches = [MiniBatches.Count, 8, 1];
        var paths = batches.ToDictionary(batch => batch, MiniBatches.Path);
        Assert.Equal((13, 97, 769), (paths[64].Length, paths[8].Length, paths[1].Length));
        double[] afterOne = [.. batches.Select(batch => MiniBatches.Loss(paths[batch][MiniBatches.Count / batch]))];
        Assert.True(afterOne[1] < 0.5 * afterOne[0] && afterOne[2] < afterOne[1], string.Join(", ", afterOne));
        Assert.True(MiniBatches.Loss(paths[8][^1]) < MiniBatches.Loss(paths[1][^1]));
        Assert.True(Trembling(paths[1]) > 2 * Trembling(paths[8]));

        static double Trembling(Point[] path) =>
            Enumerable
                .Range(path.Length / 2, (path.Length / 2) - 1)
                .Average(i => double.Hypot(path[i + 1].X - path[i].X, path[i + 1].Y - path[i].Y));
    }

    [Fact]
    public void A_path_that_stops_short_says_why()
    {
        Racer Still(double x, params double[] heights) =>
            new("one", 0.1, [.. heights.Select(_ => new Point(x, 0))], heights);
        double[] falling = [.. Enumerable.Range(0, 101).Select(i => 1.0 / (1 + (0.05 * i)))];
        Assert.Contains("too small", Still(1, falling).StopsShort(0), StringComparison.Ordinal);
        Racer on = new("on", 0.1, [.. falling.Select((_, i) => new Point(i, 0))], falling);
        Assert.Contains("too few steps", on.StopsShort(0), StringComparison.Ordinal);
        Racer jumping = new("jumping", 0.1, [.. falling.Select((_, i) => new Point(i % 2, 0))], falling);
        Assert.Contains("to and fro", jumping.StopsShort(0), StringComparison.Ordinal);
        Racer creeping = new(
            "creeping",
            0.1,
            [.. falling.Select((_, i) => new Point(i, 0))],
            [.. falling.Select(_ => 1.0)]
        );
        Assert.Contains("creeps", creeping.StopsShort(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_underfits_degree_4_fits_and_degree_15_overfits()
    {
        var models = new[] { 1, 4, 15 }.Select(degree => Polynomials.Fit(Polynomials.Learned, degree)).ToArray();
        double[] learned = [.. models.Select(model => Polynomials.Error(model, Polynomials.Learned))];
        double[] unseen = [.. models.Select(model => Polynomials.Error(model, Polynomials.Unseen))];
        Assert.True(learned[0] > learned[1] && learned[1] > learned[2], string.Join(", ", learned));
        Assert.True(unseen[1] < 0.8 * unseen[0], string.Join(", ", unseen));
        Assert.True(unseen[1] < 0.5 * unseen[2], string.Join(", ", unseen));
        Assert.InRange(unseen[1], 0.2, 0.35);
    }

    [Fact]
    public void A_polynomial_fit_has_residues_at_right_angles_to_every_power()
    {
        // The residuals satisfy the normal equations.
        var points = Polynomials.Learned;
        var fitted = Polynomials.Fit(points, 4).Predict(points.Select(p => p.X));
        for (var power = 0; power <= 4; power++)
        {
            var sum = points.Select((p, i) => (p.Y - fitted[i]) * Math.Pow((p.X / Math.PI) - 1, power)).Sum();
            Assert.Equal(0, sum, 1e-6);
        }
    }

    [Fact]
    public void L1_makes_exact_zeros_and_L2_none()
    {
        var (ridge, lasso) = (Shrinkage.Ridge(), Shrinkage.Lasso());
        Assert.DoesNotContain(ridge.SelectMany(w => w), w => w == 0);
        int[] zeros = [.. lasso.Select(w => w.Count(value => value == 0))];
        Assert.Equal(0, zeros[0]);
        Assert.Equal(8, zeros[^1]);

        // At some strength, exactly the irrelevant weights are 0.
        Assert.Contains(
            lasso,
            w => w.Zip(Shrinkage.Truth, (value, truth) => value == 0 == (truth == 0)).All(same => same)
        );

        // Both start at least squares, and L2 shrinks the weights towards 0.
        for (var j = 0; j < 8; j++)
        {
            Assert.Equal(ridge[0][j], lasso[0][j], 0.01);
            Assert.True(Math.Abs(ridge[^1][j]) < 0.5);
        }
    }

    [Fact]
    public void L2_is_flat_where_it_ends_and_shrinks_without_end()
    {
        var (inputs, targets) = (Shrinkage.Data.Inputs.Doubles().Chunk(8).ToArray(), Shrinkage.Data.Targets.Doubles());
        var ridge = Shrinkage.Ridge();
        foreach (var (strength, w) in Shrinkage.Strengths.Zip(ridge))
        {
            double[] errors = [.. inputs.Zip(targets, (row, y) => row.Zip(w, (x, weight) => x * weight).Sum() - y)];
            for (var j = 0; j < 8; j++)
            {
                var slope = (2 * inputs.Zip(errors, (row, e) => row[j] * e).Average()) + (strength * w[j]);
                Assert.Equal(0, slope, 1e-7);
            }
        }

        double[] norms = [.. ridge.Select(w => w.Sum(value => value * value))];
        Assert.Equal(norms.OrderDescending(), norms);
    }

    [Fact]
    public void A_large_network_learns_by_heart_and_dropout_less()
    {
        var (plain, dropout) = Overfitting.Compare();
        Assert.InRange(plain.Best, 2, Overfitting.Epochs / 2);
        Assert.True(plain.Unseen[^1] > 1.3 * plain.Unseen[plain.Best - 1], $"{plain.Unseen[^1]}");
        Assert.True(plain.Learned[^1] < 0.5 * plain.Learned[plain.Best - 1], $"{plain.Learned[^1]}");
        Assert.True(dropout.Unseen[^1] < 0.8 * plain.Unseen[^1], $"{dropout.Unseen[^1]} and {plain.Unseen[^1]}");
        Assert.True(dropout.Learned[^1] > plain.Learned[^1]);
    }

    [Fact]
    public void Folds_agree_where_hold_outs_do_not()
    {
        var (holdOut, byFolds) = Validation.Estimate();
        var (one, five) = (Spread(holdOut), Spread(byFolds));
        Assert.True(five < 0.6 * one, $"{five} and {one}");

        // Both reject a line and select a degree in the middle.
        Assert.All([holdOut, byFolds], estimates => Assert.InRange(Best(estimates), 3, 5));

        static double Spread(double[][] estimates) =>
            Enumerable.Range(0, 5).Average(i => Numbers.Deviation(estimates.Select(errors => errors[i])));

        static int Best(double[][] estimates)
        {
            var means = Validation.Means(estimates);
            return Validation.Degrees[Array.IndexOf(means, means.Min())];
        }
    }

    [Fact]
    public void Slopes_of_activations_are_difference_quotients()
    {
        double[] at = [-2.3, -0.7, 0.4, 1.9];
        Assert.All(
            Shapes.Activations,
            activation =>
            {
                var (f, h) = (activation.Value, 1e-6);
                var (above, below) = (f.At([.. at.Select(x => x + h)]), f.At([.. at.Select(x => x - h)]));
                var slopes = f.SlopesAt(at);
                Assert.All(at.Select((_, i) => i), i => Assert.Equal((above[i] - below[i]) / (2 * h), slopes[i], 1e-7));
            }
        );
    }
}
