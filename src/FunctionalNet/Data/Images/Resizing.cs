namespace FunctionalNet;

/// <content>Resizing and conversion of channels.</content>
public static partial class Images
{
    /// <summary>
    /// Resizes an image: along each axis a weighted mean of the nearest pixels, or, for a smaller size, of all pixels that a new one
    /// covers.
    /// </summary>
    /// <remarks>
    /// Bilinear with antialiasing, as <c>torchvision.transforms.Resize</c>; the aspect ratio is not preserved. Numbers are not rounded.
    /// </remarks>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The new height.</param>
    /// <param name="width">The new width.</param>
    /// <exception cref="ShapeException">It is not an image, or the new one exceeds the maximum size of a tensor.</exception>
    /// <example><code>Tensor&lt;float> small = Images.Of([0, 100], width: 2, height: 1, channels: 1).Resize(1, 1); // 50</code></example>
    public static Tensor<float> Resize(this Tensor<float> image, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var (channels, oldHeight, oldWidth) = Sizes(image);
        var wide = Along(image.Span, channels * oldHeight, oldWidth, 1, width);
        var resized = Along(wide, channels, oldHeight, width, height);
        return new(new(channels, height, width), resized);
    }

    /// <summary>
    /// Converts the number of channels: gray is 0.299 red + 0.587 green + 0.114 blue; alpha is dropped, or added as opaque.
    /// </summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="channels">1 to 4.</param>
    /// <exception cref="ShapeException">It is not an image.</exception>
    /// <example><code>Tensor&lt;float> grey = Images.Of([255, 0, 0], width: 1, height: 1, channels: 3).WithChannels(1); // 76.245</code></example>
    public static Tensor<float> WithChannels(this Tensor<float> image, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        var (old, height, width) = Sizes(image);
        if (old == channels)
        {
            return image;
        }

        var plane = height * width;
        var changed = new Tensor<float>(new(channels, height, width));
        for (var i = 0; i < plane; i++)
        {
            var (red, green, blue) = old >= 3 ? (At(0), At(1), At(2)) : (At(0), At(0), At(0));
            if (channels >= 3)
            {
                (changed.Writable[i], changed.Writable[plane + i], changed.Writable[(2 * plane) + i]) = (
                    red,
                    green,
                    blue
                );
            }
            else
            {
                changed.Writable[i] = old >= 3 ? (0.299f * red) + (0.587f * green) + (0.114f * blue) : red;
            }

            if (channels % 2 == 0)
            {
                changed.Writable[((channels - 1) * plane) + i] = old % 2 == 0 ? At(old - 1) : 255;
            }

            float At(int channel) => image.Span[(channel * plane) + i];
        }

        return changed;
    }

    // Resizes one axis of [rows, length, columns].
    private static float[] Along(ReadOnlySpan<float> from, int rows, int length, int columns, int wanted)
    {
        var to = new float[new Shape(rows, wanted, columns).Size];
        for (var place = 0; place < wanted; place++)
        {
            var (first, weights) = Weights(length, wanted, place);
            for (var row = 0; row < rows; row++)
            {
                var sums = to.AsSpan(((row * wanted) + place) * columns, columns);
                for (var i = 0; i < weights.Length; i++)
                {
                    var numbers = from.Slice(((row * length) + first + i) * columns, columns);
                    for (var column = 0; column < columns; column++)
                    {
                        sums[column] += weights[i] * numbers[column];
                    }
                }
            }
        }

        return to;
    }

    // A triangle filter centred on the new pixel, twice as wide as the larger of the two pixels, clipped to the image and renormalized.
    private static (int First, float[] Weights) Weights(int length, int wanted, int place)
    {
        var scale = (double)length / wanted;
        var reach = Math.Max(scale, 1);
        var middle = scale * (place + 0.5);
        var first = Math.Max((int)(middle - reach + 0.5), 0);
        var last = Math.Min((int)(middle + reach + 0.5), length);
        double[] weights =
        [
            .. Enumerable.Range(first, last - first).Select(i => Math.Max(0, 1 - (Math.Abs(i + 0.5 - middle) / reach))),
        ];
        var sum = weights.Sum();
        return (first, [.. weights.Select(weight => (float)(weight / sum))]);
    }
}
