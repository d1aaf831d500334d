using System.Numerics;

namespace FunctionalNet;

/// <content>CutMix.</content>
public static partial class Augmentation
{
    /// <summary>
    /// Replaces one rectangle of each image [n, ..., height, width], the same for the batch, by that of another image of the batch; targets
    /// are mixed by its share of the area. It covers 1 - λ of the image, λ ~ Beta(α, α), clipped to the image.
    /// </summary>
    /// <remarks>Yun and others, "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", 2019.</remarks>
    /// <param name="batch">The batch; its targets are distributions [n, classes].</param>
    /// <param name="key">Determines all randomness: split it by the index of the batch.</param>
    /// <param name="alpha">α above 0; 1 draws λ uniformly.</param>
    /// <exception cref="ArgumentException">The inputs are not images, or the targets are labels.</exception>
    /// <example><code>var mixed = batches.Select((batch, i) => batch.OneHot(10).CutMix(((Key)7).Split((ulong)i)));</code></example>
    public static Batch<T> CutMix<T>(this Batch<T> batch, Key key, double alpha = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = batch.Inputs;
        if (inputs.Shape.Rank < 3)
        {
            throw new ArgumentException(
                $"Inputs {inputs.Shape} have no height and width after the axis of samples.",
                nameof(batch)
            );
        }

        var (height, width) = (inputs.Shape[^2].Size, inputs.Shape[^1].Size);
        var side = Math.Sqrt(1 - Share(batch, key, alpha));
        Span<double> centre = stackalloc double[2];
        key.Split("centre").Uniform(centre);
        var (top, bottom) = Cut(centre[0], side, height);
        var (left, right) = Cut(centre[1], side, width);
        var order = key.Split("order").Permutation(batch.Count);
        var mixed = new Tensor<T>(inputs.Shape, inputs.Span);
        var image = batch.Count == 0 ? 0 : inputs.Length / batch.Count;
        for (var i = 0; i < order.Length; i++)
        {
            var (to, from) = (i * image, order[i] * image);
            for (var plane = 0; plane < image; plane += height * width)
            {
                for (var line = top; line < bottom; line++)
                {
                    var start = plane + (line * width) + left;
                    inputs.Span.Slice(from + start, right - left).CopyTo(mixed.Writable[(to + start)..]);
                }
            }
        }

        var area = (double)(bottom - top) * (right - left);
        return Batch.Of(mixed, Mixed(batch.Targets, order, 1 - (area / height / width)));
    }

    // Start and end of a side of the rectangle around its centre, clipped to the image.
    private static (int Start, int End) Cut(double centre, double side, int size)
    {
        var (middle, half) = ((int)(centre * size), (int)(side * size) / 2);
        return (Math.Max(0, middle - half), Math.Min(size, middle + half));
    }
}
