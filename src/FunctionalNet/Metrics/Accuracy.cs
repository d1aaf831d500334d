using System.Numerics;

namespace FunctionalNet;

/// <summary>How good predictions are.</summary>
public static partial class Metrics
{
    /// <summary>
    /// The share of rows whose largest score stands at the label: scores [n, classes], labels [n]; from 0 to 1. Of equal scores the
    /// first is taken; a row with a NaN is wrong.
    /// </summary>
    /// <remarks>For data in batches take <see cref="TopK"/> or <see cref="ConfusionMatrix"/>.</remarks>
    /// <exception cref="ArgumentException">There is not one label for each row.</exception>
    /// <example><code>double share = Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets);</code></example>
    public static double Accuracy<T>(Tensor<T> scores, Tensor<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = ScoreRows.Classes(scores, labels);
        if (labels.Length == 0)
        {
            throw new ArgumentException("There are no rows to take a share of.", nameof(labels));
        }

        var hits = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var label = ScoreRows.Label(labels, row, classes);
            hits += label >= 0 && ScoreRows.Predicted(scores.Row(row, classes)) == label ? 1 : 0;
        }

        return (double)hits / labels.Length;
    }
}
