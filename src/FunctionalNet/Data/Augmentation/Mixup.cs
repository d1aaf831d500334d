using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Mixup.</content>
public static partial class Augmentation
{
    /// <summary>
    /// Mixes each sample with another of the batch, inputs and targets alike: λ x + (1 - λ) x′, with one λ ~ Beta(α, α) for the batch and a
    /// random permutation of its samples.
    /// </summary>
    /// <remarks>
    /// Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", 2017. Targets are distributions [n, classes], for
    /// <see cref="DistributionCrossEntropy"/>, or numbers; convert labels by <see cref="OneHot"/>.
    /// </remarks>
    /// <param name="batch">The batch.</param>
    /// <param name="key">Determines all randomness: split it by the index of the batch.</param>
    /// <param name="alpha">α above 0: near 0 one of the two samples dominates, from 1 on their weights are often similar.</param>
    /// <exception cref="ArgumentException">The targets are labels.</exception>
    /// <example><code>var mixed = batches.Select((batch, i) => batch.OneHot(10).Mixup(((Key)7).Split((ulong)i)));</code></example>
    public static Batch<T> Mixup<T>(this Batch<T> batch, Key key, double alpha = 0.2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var share = Share(batch, key, alpha);
        var order = key.Split("order").Permutation(batch.Count);
        return Batch.Of(Mixed(batch.Inputs, order, share), Mixed(batch.Targets, order, share));
    }

    private static double Share<T>(Batch<T> batch, Key key, double alpha)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        return batch.Targets.Shape.Rank > 1
            ? BetaDistribution.Draw(key.Split("share"), alpha)
            : throw new ArgumentException(
                $"Targets {batch.Targets.Shape} are labels, which cannot be mixed: give distributions by OneHot(classes).",
                nameof(batch)
            );
    }

    private static Tensor<T> Mixed<T>(Tensor<T> rows, int[] order, double share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = order.Length == 0 ? 0 : rows.Length / order.Length;
        var mixed = new Tensor<T>(rows.Shape);
        for (var i = 0; i < order.Length; i++)
        {
            TensorPrimitives.Lerp(
                rows.Span.Slice(order[i] * width, width),
                rows.Span.Slice(i * width, width),
                T.CreateTruncating(share),
                mixed.Writable.Slice(i * width, width)
            );
        }

        return mixed;
    }
}
