using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The expected calibration error: the largest probabilities of rows [..., classes], in bins of equal width, and Σ |accuracy - mean
/// confidence| · rows of the bin / rows. 0 if predictions with confidence 0.8 are right in 80 % of the cases.
/// </summary>
/// <remarks>
/// Expected calibration error of Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017. A bin includes its
/// upper bound. A row with a NaN is wrong with confidence 1; one with the ignored label is skipped; another label that is none of the
/// classes is an error.
/// </remarks>
/// <example><code>double gap = Metrics.CalibrationError().Over(trained.Model, test.Batches(256)).Value;</code></example>
public sealed record CalibrationError : IMetric<CalibrationError>
{
    private readonly ImmutableArray<(long Count, long Hits, double Confidence)> bins;
    private readonly int? ignore;

    /// <summary>Initializes a new instance of the <see cref="CalibrationError"/> class, of no rows.</summary>
    /// <param name="bins">The number of bins of equal width.</param>
    /// <param name="ignore">The label to ignore, -1 if absent; null for none.</param>
    internal CalibrationError(int bins = 15, int? ignore = -1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        (this.bins, this.ignore) = ([.. new (long, long, double)[bins]], ignore);
    }

    private CalibrationError(ImmutableArray<(long Count, long Hits, double Confidence)> bins, int? ignore) =>
        (this.bins, this.ignore) = (bins, ignore);

    /// <summary>Gets the rows, the correct ones and the sum of confidences of each bin, from confidence 0 up.</summary>
    public IReadOnlyList<(long Count, long Hits, double Confidence)> Bins => bins;

    /// <summary>Gets the error, from 0 to 1; NaN without rows.</summary>
    public double Value => bins.Sum(bin => Math.Abs(bin.Hits - bin.Confidence)) / bins.Sum(bin => bin.Count);

    /// <inheritdoc/>
    public CalibrationError Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = ScoreRows.Classes(predictions, targets);
        var next = bins.ToArray();
        var rule = new LabelRule(nameof(CalibrationError), classes, ignore);
        for (var i = 0; i < targets.Length; i++)
        {
            if (rule.Of(targets, i) is >= 0 and var label)
            {
                var row = predictions.Row(i, classes);
                var predicted = ScoreRows.Predicted(row);
                var confidence = predicted < 0 ? 1 : Math.Clamp(double.CreateTruncating(row[predicted]), 0, 1);
                var bin = Math.Max(0, (int)Math.Ceiling(confidence * next.Length) - 1);
                var (count, hits, sum) = next[bin];
                next[bin] = (count + 1, hits + (predicted == label ? 1 : 0), sum + confidence);
            }
        }

        return new([.. next], ignore);
    }

    /// <summary>The value, and the number of samples.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"calibration error {Value:G4} of {bins.Sum(bin => bin.Count)} samples");

    /// <inheritdoc/>
    public bool Equals(CalibrationError? other) =>
        other is not null && ignore == other.ignore && bins.AsSpan().SequenceEqual(other.bins.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => bins.Aggregate(bins.Length, HashCode.Combine);
}
