using System.Numerics;

namespace FunctionalNet;

/// <summary>Scores [..., classes] as rows, each with its label.</summary>
internal static class ScoreRows
{
    /// <summary>The number of classes.</summary>
    /// <exception cref="ArgumentException">There is not one label for each row, or one score only.</exception>
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

    /// <summary>One number for each target.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static void Same<T>(Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Length != targets.Length)
        {
            throw new ArgumentException(
                $"Predictions {predictions.Shape} and targets {targets.Shape} are not one number for each target.",
                nameof(targets)
            );
        }
    }

    /// <summary>A row of scores.</summary>
    public static ReadOnlySpan<T> Row<T>(this Tensor<T> scores, int row, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => scores.Span.Slice(row * classes, classes);

    /// <summary>On which side of a threshold a score lies: class 1 above it, else 0; -1 of NaN.</summary>
    public static int Side<T>(T score, double threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(score) ? -1
        : double.CreateTruncating(score) > threshold ? 1
        : 0;

    /// <summary>The first of the largest scores; -1 where one is NaN or there is none, for then nothing was predicted.</summary>
    public static int Predicted<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // By comparison: for IndexOfMax 0 is larger than -0, which is no other score.
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
