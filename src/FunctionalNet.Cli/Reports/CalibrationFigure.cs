using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>Whether the confidence of a model equals its accuracy: the reliability diagram of its largest probabilities.</summary>
/// <remarks>Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017.</remarks>
internal static class CalibrationFigure
{
    private const int Bins = 10;
    private const double Rounding = 1e-3;

    /// <summary>The figure; null if the model's output is not probabilities.</summary>
    public static Figure? Of(Samples samples, Tensor<float> scores)
    {
        var labels = samples.HeldOut.Targets;
        var width = scores.Length / Math.Max(1, labels.Length);
        if (!Enumerable.Range(0, labels.Length).All(row => IsDistribution(scores.Span.Slice(row * width, width))))
        {
            return null;
        }

        var bins = Enumerable
            .Range(0, labels.Length)
            .Select(row => (Row: row, Taken: Prediction.Largest(scores, row)))
            .Select(one => (Sure: (double)scores[one.Row, one.Taken], IsRight: one.Taken == (int)labels.Span[one.Row]))
            .GroupBy(one => Math.Min(Bins - 1, (int)(one.Sure * Bins)))
            .OrderBy(bin => bin.Key)
            .Select(bin =>
                (
                    Sure: bin.Average(one => one.Sure),
                    Right: bin.Average(one => one.IsRight ? 1.0 : 0),
                    Count: bin.Count()
                )
            )
            .ToArray();
        var error = bins.Sum(bin => bin.Count * Math.Abs(bin.Sure - bin.Right)) / labels.Length;
        return new(
            new(
                "calibration",
                new("probability that it says", 0, 1),
                new("share that is right", 0, 1.02),
                new Line("as it should be", Chart.Color(3), [new(0, 0), new(1, 1)], IsDashed: true),
                new Line(
                    "the model",
                    Chart.Color(0),
                    [.. bins.Select(bin => new Point(bin.Sure, bin.Right))],
                    HasDots: true
                )
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"How often it is right where it is so sure; below the line it is surer than it should be. The expected calibration error is {error:P1}, {bins[^1].Count:N0} of {labels.Length:N0} samples are in the last part."
            )
        );
    }

    private static bool IsDistribution(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var share in row)
        {
            if (!(share >= 0))
            {
                return false;
            }

            sum += share;
        }

        return Math.Abs(sum - 1) < Rounding;
    }
}
