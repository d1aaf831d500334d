using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <content>Noise and cutout.</content>
public static partial class Augmentation
{
    /// <summary>Adds normally distributed noise to all elements of each input.</summary>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness: split it by the index of the batch, as <see cref="Batches{T}.Map"/> does.</param>
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

    /// <summary>Cutout: sets a square at a random position of each image [..., height, width] to zero, clipped to the image.</summary>
    /// <remarks>DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.</remarks>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness: split it by the index of the batch, as <see cref="Batches{T}.Map"/> does.</param>
    /// <param name="side">The side of the square.</param>
    /// <exception cref="ArgumentException">The inputs are not images.</exception>
    /// <example><code>var cut = digits.Batches(32).Map((batch, key) => batch.Cutout(key, 4), key: 1);</code></example>
    public static Batch<T> Cutout<T>(this Batch<T> batch, Key key, int side)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(side);
        return batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                // Its centre is in the image.
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
