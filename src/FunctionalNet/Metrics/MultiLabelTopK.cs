using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// How many of the k largest scores of a sample are among its labels, as precision and recall at k and as hit rate: scores and targets of
/// 0 or 1, both [..., classes]. Of equal scores the first counts as larger, a NaN as the smallest.
/// </summary>
/// <remarks>
/// Precision and recall at k of ranked retrieval. TorchEval: TopKMultilabelAccuracy with "overlap" is the hit rate. A sample without labels
/// counts in precision and hit rate, not in recall.
/// </remarks>
/// <param name="K">The number of scores.</param>
/// <param name="Hits">The number of these that are labels.</param>
/// <param name="Recalls">The sum of the samples' recalls.</param>
/// <param name="Labelled">The number of samples with a label.</param>
/// <param name="Found">The number of samples with at least one label among the k largest scores.</param>
/// <param name="Count">The number of samples.</param>
/// <example><code>double found = Metrics.MultiLabelTopK(5).Over(trained.Model, test.Batches(256)).Recall;</code></example>
public sealed partial record MultiLabelTopK(
    [Count] int K = 1,
    [Accumulated] long Hits = 0,
    [Accumulated] double Recalls = 0,
    [Accumulated] long Labelled = 0,
    [Accumulated] long Found = 0,
    [Accumulated] long Count = 0
) : IMetric<MultiLabelTopK>
{
    /// <summary>Gets the precision, the share of the k largest scores that are labels; NaN without samples.</summary>
    public double Precision => (double)Hits / K / Count;

    /// <summary>Gets the mean recall, the share of a sample's labels that are among its k largest scores; NaN without labels.</summary>
    public double Recall => Recalls / Labelled;

    /// <summary>Gets the hit rate, the share of samples with a label among the k largest scores; NaN without samples.</summary>
    public double HitRate => (double)Found / Count;

    /// <inheritdoc/>
    public MultiLabelTopK Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Shape.Rank < 2 || predictions.Shape != targets.Shape || predictions.Shape[^1].Size < K)
        {
            throw new ArgumentException(
                $"Scores {predictions.Shape} and targets {targets.Shape} are not one 0 or 1 for each of at least {K} scores.",
                nameof(targets)
            );
        }

        var (next, width) = (this, predictions.Shape[^1].Size);
        for (var row = 0; row < predictions.Length / width; row++)
        {
            next = next.With(predictions.Row(row, width), targets.Row(row, width));
        }

        return next;
    }

    private MultiLabelTopK With<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (labels, hits) = (0, 0);
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i] != T.Zero && targets[i] != T.One)
            {
                throw new ArgumentException($"The target {targets[i]} is neither 0 nor 1.", nameof(targets));
            }

            labels += targets[i] == T.One ? 1 : 0;
            hits += targets[i] == T.One && Above(scores, i) < K ? 1 : 0;
        }

        return this with
        {
            Hits = Hits + hits,
            Recalls = labels == 0 ? Recalls : Recalls + ((double)hits / labels),
            Labelled = Labelled + (labels == 0 ? 0 : 1),
            Found = Found + (hits == 0 ? 0 : 1),
            Count = Count + 1,
        };
    }

    // The number of scores that rank before one.
    private static int Above<T>(ReadOnlySpan<T> scores, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (above, own) = (0, scores[place]);
        for (var i = 0; i < scores.Length; i++)
        {
            var isLarger = scores[i] > own || (T.IsNaN(own) && !T.IsNaN(scores[i]));
            var isEqual = scores[i] == own || (T.IsNaN(own) && T.IsNaN(scores[i]));
            above += isLarger || (isEqual && i < place) ? 1 : 0;
        }

        return above;
    }
}
