using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// The mean of -ln p[label] over rows, and its exponential, the perplexity: from logits or probabilities [..., classes] and labels [...].
/// A row with the ignored label, such as padding, is skipped; another label that is none of the classes is an error.
/// </summary>
/// <remarks>scikit-learn's log_loss clips probabilities; here a label of probability 0 gives infinity.</remarks>
/// <param name="Logits">Whether predictions are logits, to which softmax is applied.</param>
/// <param name="Sum">The sum of -ln p[label].</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Ignore">The label to ignore, -1 if absent; null for none.</param>
/// <example><code>double perplexity = Metrics.LogLoss().Over(trained.Model, test.Batches(256)).Perplexity;</code></example>
public sealed record LogLoss(
    bool Logits = true,
    [Accumulated] double Sum = 0,
    [Accumulated] long Count = 0,
    int? Ignore = -1
) : IMetric<LogLoss>
{
    /// <summary>Gets the mean, in nats; NaN without rows.</summary>
    public double Value => Sum / Count;

    /// <summary>Gets the perplexity, e to the mean: the number of equally likely classes with the same loss.</summary>
    public double Perplexity => Math.Exp(Value);

    /// <inheritdoc/>
    public LogLoss Add<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = ScoreRows.Classes(predictions, targets);
        var row = new double[classes];
        var (sum, count) = (Sum, Count);
        var rule = new LabelRule(nameof(LogLoss), classes, Ignore);
        for (var i = 0; i < targets.Length; i++)
        {
            var label = rule.Of(targets, i);
            if (label < 0)
            {
                continue;
            }

            for (var j = 0; j < classes; j++)
            {
                row[j] = double.CreateTruncating(predictions.Row(i, classes)[j]);
            }

            var (largest, above) = Logits ? SoftmaxRow.LogSumExp<double>(row) : (0, 0);
            sum += Logits ? above - (row[label] - largest) : -Math.Log(row[label]);
            count++;
        }

        return new(Logits, sum, count, Ignore);
    }
}
