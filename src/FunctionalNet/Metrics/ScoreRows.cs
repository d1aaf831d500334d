using System.Numerics;

namespace FunctionalNet;

/// <summary>Scores [..., classes] as rows, each with its label.</summary>
internal static class ScoreRows
{
    /// <summary>The number of classes.</summary>
    /// <exception cref="ArgumentException">There is not one label per row, or only one score.</exception>
    public static int Classes<T>(Tensor<T> scores, Tensor<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        return scores.Shape.Rank > 1 && labels.Shape == scores.Shape[..^1]
            ? scores.Shape[^1].Size > 1
                ? scores.Shape[^1].Size
                : throw new ArgumentException(
                    $"Scores {scores.Shape} are one number a sample, of which each would be the largest: take Metrics.Accuracy or ConfusionMatrix with a threshold, 0 for logits and 0.5 for probabilities.",
                    nameof(scores)
                )
            : throw new ArgumentException(
                $"Scores {scores.Shape} and labels {labels.Shape} are not one label for each row of scores.",
                nameof(labels)
            );
    }

    /// <summary>Checks that there is one number per target.</summary>
    /// <exception cref="ArgumentException">There is not.</exception>
    public static void Same<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Length != targets.Length)
        {
            throw new ArgumentException(
                $"Predictions {predictions.Shape} and targets {targets.Shape} are not one number for each target. Repair: if the targets are labels, take a metric of classes, as Accuracy; a recipe says so with \"isLabel\": true.",
                nameof(targets)
            );
        }
    }

    /// <summary>A row of scores.</summary>
    public static ReadOnlySpan<T> Row<T>(this Tensor<T> scores, int row, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => scores.Span.Slice(row * classes, classes);

    /// <summary>The class of a score by a threshold: 1 above it, else 0; -1 for NaN.</summary>
    public static int Side<T>(T score, double threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(score) ? -1
        : double.CreateTruncating(score) > threshold ? 1
        : 0;

    /// <summary>The index of the first largest score; -1 if one is NaN or there is none, which is no prediction.</summary>
    public static int Predicted<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // By comparison: IndexOfMax orders 0 above -0, which are equal scores.
        var best = -1;
        for (var i = 0; i < row.Length; i++)
        {
            if (T.IsNaN(row[i]))
            {
                return -1;
            }

            best = best < 0 || row[i] > row[best] ? i : best;
        }

        return best;
    }
}
