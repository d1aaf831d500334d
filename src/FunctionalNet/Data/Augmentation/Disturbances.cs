using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Samples that are disturbed.</content>
public static partial class Augmentation
{
    /// <summary>Each input with normally distributed noise added to all its elements.</summary>
    /// <param name="batch">The batch; its targets stay.</param>
    /// <param name="key">All randomness follows from it: split it by the number of the batch, as <see cref="Batches{T}.Map"/> does.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <example><code>var noisy = digits.Batches(32).Map((batch, key) => batch.Noise(key, 0.1), key: 1);</code></example>
    public static Batch<T> Noise<T>(this Batch<T> batch, Key key, double deviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = batch.Inputs;
        var noisy = new Tensor<T>(inputs.Shape);
        key.Normal(noisy.Writable);
        TensorPrimitives.MultiplyAdd(noisy.Span, T.CreateTruncating(deviation), inputs.Span, noisy.Writable);
        return Batch.Of(noisy, batch.Targets);
    }

    /// <summary>Each image [..., height, width] with a square at a random place set to zero, as far as the square lies in it.</summary>
    /// <remarks>DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.</remarks>
    /// <param name="batch">The batch; its targets stay.</param>
    /// <param name="key">All randomness follows from it: split it by the number of the batch, as <see cref="Batches{T}.Map"/> does.</param>
    /// <param name="side">The side of the square.</param>
    /// <exception cref="ArgumentException">The inputs are no images.</exception>
    /// <example><code>var cut = digits.Batches(32).Map((batch, key) => batch.Cutout(key, 4), key: 1);</code></example>
    public static Batch<T> Cutout<T>(this Batch<T> batch, Key key, int side)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(side);
        return batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                // Its centre lies in the image.
                var top = Whole(own.Split("line"), 0, height - 1) - (side / 2);
                var left = Whole(own.Split("column"), 0, width - 1) - (side / 2);
                from.CopyTo(to);
                for (var line = Math.Max(0, top); line < Math.Min(height, top + side); line++)
                {
                    var (start, end) = (Math.Max(0, left), Math.Min(width, left + side));
                    for (var plane = 0; plane < from.Length && end > start; plane += height * width)
                    {
                        to.Slice(plane + (line * width) + start, end - start).Clear();
                    }
                }
            }
        );
    }
}
