using System.Numerics;

namespace FunctionalNet;

/// <summary>Batches made from batches: pure functions, whose randomness is a key.</summary>
public static partial class Augmentation
{
    /// <summary>Labels [n] as distributions [n, classes], which mixing needs; a label outside of the classes becomes zeros.</summary>
    /// <exception cref="ArgumentException">The targets are no labels.</exception>
    /// <example><code>var soft = digits.All().OneHot(10); // targets [n] to [n, 10]</code></example>
    public static Batch<T> OneHot<T>(this Batch<T> batch, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var labels = batch.Targets;
        if (labels.Shape.Rank != 1)
        {
            throw new ArgumentException($"Targets {labels.Shape} are not one label a sample.", nameof(batch));
        }

        var targets = new Tensor<T>(Shape.Of(labels.Length, classes));
        for (var row = 0; row < labels.Length; row++)
        {
            if (ScoreRows.Label(labels, row, classes) is >= 0 and var label)
            {
                targets.Writable[(row * classes) + label] = T.One;
            }
        }

        return Batch.Of(batch.Inputs, targets);
    }
}
