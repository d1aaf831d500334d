using System.Numerics;

namespace FunctionalNet;

/// <summary>Transforms of batches: pure functions, with a key for their randomness.</summary>
public static partial class Augmentation
{
    /// <summary>Converts labels [n] to one-hot distributions [n, classes], which mixing needs.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="ignore">A label that becomes zeros, so that its sample has no loss but counts in the mean; null, the default, for
    /// none.</param>
    /// <exception cref="ArgumentException">The targets are not one label per sample.</exception>
    /// <exception cref="LabelException">A label is none of the classes.</exception>
    /// <example><code>var soft = digits.All().OneHot(10); // targets [n] to [n, 10]</code></example>
    public static Batch<T> OneHot<T>(this Batch<T> batch, int classes, int? ignore = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var labels = batch.Targets;
        if (labels.Shape.Rank != 1)
        {
            throw new ArgumentException($"Targets {labels.Shape} are not one label a sample.", nameof(batch));
        }

        var targets = new Tensor<T>(Shape.Of(labels.Length, classes));
        var rule = new LabelRule(nameof(OneHot), classes, ignore);
        for (var row = 0; row < labels.Length; row++)
        {
            if (rule.Of(labels, row) is >= 0 and var label)
            {
                targets.Writable[(row * classes) + label] = T.One;
            }
        }

        return Batch.Of(batch.Inputs, targets);
    }
}
