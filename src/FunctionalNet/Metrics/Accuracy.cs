using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <summary>How good predictions are.</summary>
public static partial class Metrics
{
    /// <summary>The share of rows whose largest score stands at the label: scores [n, classes], labels [n]; from 0 to 1.</summary>
    /// <exception cref="ArgumentException">There is not one label for each row.</exception>
    /// <example><code>double share = Metrics.Accuracy(trained.Model.Predict(test.Inputs), test.Targets);</code></example>
    public static double Accuracy<T>(Tensor<T> scores, Tensor<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Shape.Rank != 2 || labels.Shape != scores.Shape[..1] || labels.Length == 0)
        {
            throw new ArgumentException(
                $"Scores {scores.Shape} and labels {labels.Shape} are not one label for each row of scores.",
                nameof(labels)
            );
        }

        var classes = scores.Shape[1].Size;
        var hits = Enumerable
            .Range(0, labels.Length)
            .Count(row =>
                TensorPrimitives.IndexOfMax(scores.Span.Slice(row * classes, classes))
                == int.CreateTruncating(labels.Span[row])
            );
        return (double)hits / labels.Length;
    }
}
