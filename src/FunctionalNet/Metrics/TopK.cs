namespace FunctionalNet;

/// <summary>
/// The share of rows whose label is among the k largest scores: scores [..., classes], labels [...]. Of equal scores the first counts as
/// larger; a row with a NaN is wrong; a row with the ignored label is skipped, and another label that is none of the classes is an error.
/// </summary>
/// <param name="K">The number of scores; 1 is accuracy.</param>
/// <param name="Hits">The number of correct rows.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Ignore">The label to ignore, -1 if absent; null for none.</param>
/// <example><code>double right = Metrics.TopK(5).Over(trained.Model, test.Batches(256)).Value;</code></example>
public sealed partial record TopK(
    [Count] int K = 1,
    [Accumulated] long Hits = 0,
    [Accumulated] long Count = 0,
    int? Ignore = -1
) : IMetric<TopK>
{
    /// <summary>Gets the share, from 0 to 1; NaN without rows.</summary>
    public double Value => (double)Hits / Count;

    /// <inheritdoc/>
    public TopK Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var classes = ScoreRows.Classes(predictions, targets);
        var (hits, count) = (0L, 0L);
        var rule = new LabelRule(nameof(TopK), classes, Ignore);
        for (var row = 0; row < targets.Length; row++)
        {
            if (rule.Of(targets, row) is >= 0 and var label)
            {
                count++;
                hits += IsHit(predictions.Row(row, classes), label) ? 1 : 0;
            }
        }

        return new(K, Hits + hits, Count + count, Ignore);
    }

    private bool IsHit<T>(ReadOnlySpan<T> scores, int label)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (above, isNaN) = (0, false);
        for (var i = 0; i < scores.Length; i++)
        {
            isNaN |= T.IsNaN(scores[i]);
            above += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }

        return !isNaN && above < K;
    }
}
