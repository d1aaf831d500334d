using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// How well scores rank positives before negatives, by the areas under the ROC and the precision-recall curve: one score and one target,
/// 0 or 1, per sample. All scores are stored, so that the figures are exact, including ties. A NaN counts as the worst score for its
/// sample.
/// </summary>
/// <remarks>scikit-learn: roc_auc_score and average_precision_score.</remarks>
/// <example><code>double area = Metrics.Ranking().Over(trained.Model, test.Batches(256)).RocAuc;</code></example>
public sealed record Ranking : IMetric<Ranking>
{
    private readonly ImmutableArray<double> positives;
    private readonly ImmutableArray<double> negatives;

    internal Ranking()
        : this([], []) { }

    private Ranking(ImmutableArray<double> positives, ImmutableArray<double> negatives) =>
        (this.positives, this.negatives) = (positives, negatives);

    /// <summary>Gets the number of samples.</summary>
    public long Count => positives.Length + negatives.Length;

    /// <summary>Samples and both areas: <c>100 samples, ROC AUC 0.91, PR AUC 0.88</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Count} samples, ROC AUC {RocAuc:G4}, PR AUC {PrAuc:G4}");

    /// <summary>
    /// Gets the area under the receiver operating characteristic: the probability that a positive has a larger score than a negative, ties
    /// counting ½. NaN without positives or without negatives.
    /// </summary>
    public double RocAuc
    {
        get
        {
            var (below, wins) = (0L, 0.0);
            foreach (var (_, hits, misses) in Steps().Reverse())
            {
                wins += hits * (below + (0.5 * misses));
                below += misses;
            }

            return wins / positives.Length / negatives.Length;
        }
    }

    /// <summary>
    /// Gets the average precision: the area under the precision-recall curve as a sum of steps, Σ (R - previous R) P from the largest score
    /// down, one step for equal scores. NaN without positives.
    /// </summary>
    public double PrAuc
    {
        get
        {
            var (right, all, area) = (0L, 0L, 0.0);
            foreach (var (_, hits, misses) in Steps())
            {
                (right, all) = (right + hits, all + hits + misses);
                area += hits * ((double)right / all);
            }

            return area / positives.Length;
        }
    }

    /// <summary>
    /// Gets precision and recall if all samples with at least the threshold as score are predicted positive, from the largest score down,
    /// one point for equal scores. Recall is NaN without positives.
    /// </summary>
    /// <remarks>scikit-learn: precision_recall_curve, which starts at the smallest score and appends a point (1, 0).</remarks>
    public ImmutableArray<(double Threshold, double Precision, double Recall)> PrecisionRecall
    {
        get
        {
            var points = ImmutableArray.CreateBuilder<(double Threshold, double Precision, double Recall)>();
            var (right, all) = (0L, 0L);
            foreach (var (score, hits, misses) in Steps())
            {
                (right, all) = (right + hits, all + hits + misses);
                points.Add((score, (double)right / all, (double)right / positives.Length));
            }

            return points.ToImmutable();
        }
    }

    /// <inheritdoc/>
    public Ranking Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ScoreRows.Same(predictions, targets);
        var (above, below) = (positives.ToBuilder(), negatives.ToBuilder());
        for (var i = 0; i < targets.Length; i++)
        {
            var score = double.CreateTruncating(predictions.Span[i]);
            if (targets.Span[i] == T.One)
            {
                above.Add(double.IsNaN(score) ? double.NegativeInfinity : score);
            }
            else if (targets.Span[i] == T.Zero)
            {
                below.Add(double.IsNaN(score) ? double.PositiveInfinity : score);
            }
            else
            {
                throw new ArgumentException($"The target {targets.Span[i]} is neither 0 nor 1.", nameof(targets));
            }
        }

        return new(above.ToImmutable(), below.ToImmutable());
    }

    /// <inheritdoc/>
    public bool Equals(Ranking? other) =>
        other is not null
        && positives.AsSpan().SequenceEqual(other.positives.AsSpan())
        && negatives.AsSpan().SequenceEqual(other.negatives.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => positives.Concat(negatives).Aggregate(positives.Length, HashCode.Combine);

    // The numbers of positives and negatives at each score, the largest first.
    private IEnumerable<(double Score, long Hits, long Misses)> Steps() =>
        positives
            .Select(score => (score, IsHit: true))
            .Concat(negatives.Select(score => (score, IsHit: false)))
            .GroupBy(sample => sample.score)
            .OrderByDescending(group => group.Key)
            .Select(group =>
                (group.Key, group.LongCount(sample => sample.IsHit), group.LongCount(sample => !sample.IsHit))
            );
}
