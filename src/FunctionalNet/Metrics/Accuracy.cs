using System.Numerics;

namespace FunctionalNet;

/// <summary>The quality of predictions.</summary>
public static partial class Metrics
{
    /// <summary>
    /// The share of rows whose largest score is at the label: scores [n, classes], labels [n]; from 0 to 1. Of equal scores the first wins;
    /// a row with a NaN is wrong. With a threshold there is one score per label: class 1 above it, else class 0. Rows with the ignored
    /// label are skipped; without other rows the share is NaN.
    /// </summary>
    /// <remarks>For batches use <see cref="TopK"/> or <see cref="ConfusionMatrix"/>.</remarks>
    /// <param name="scores">The scores, or one per sample.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="threshold">The threshold of class 1, for one score per sample: 0 for logits, 0.5 for probabilities.</param>
    /// <param name="ignore">The label to ignore, -1 if absent; null for none.</param>
    /// <exception cref="ArgumentException">There is not one label per row, no row, or one score per row and no threshold.</exception>
    /// <exception cref="LabelException">A label is none of the classes, and not the ignored one.</exception>
    /// <example><code>double share = Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets);</code></example>
    public static double Accuracy<T>(Tensor<T> scores, Tensor<T> labels, double? threshold = null, int? ignore = -1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = threshold is null ? ScoreRows.Classes(scores, labels) : 2;
        ScoreRows.Same(threshold is null ? labels : scores, labels);
        if (labels.Length == 0)
        {
            throw new ArgumentException("There are no rows to take a share of.", nameof(labels));
        }

        var (hits, count) = (0, 0);
        var rule = new LabelRule(nameof(Accuracy), classes, ignore);
        for (var row = 0; row < labels.Length; row++)
        {
            if (rule.Of(labels, row) is >= 0 and var label)
            {
                var predicted = threshold is { } bound
                    ? ScoreRows.Side(scores.Span[row], bound)
                    : ScoreRows.Predicted(scores.Row(row, classes));
                count++;
                hits += predicted == label ? 1 : 0;
            }
        }

        return (double)hits / count;
    }
}
