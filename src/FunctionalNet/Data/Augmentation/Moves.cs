using System.Numerics;

namespace FunctionalNet;

/// <content>Geometric transforms of images.</content>
public static partial class Augmentation
{
    /// <summary>Shifts each image [..., height, width] by up to a number of pixels up, down, left and right, with zero padding.</summary>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness: split it by the index of the batch, as <see cref="Batches{T}.Map"/> does.</param>
    /// <param name="maxShift">The maximum number of pixels.</param>
    /// <exception cref="ArgumentException">The inputs are not images.</exception>
    /// <example><code>var shifted = digits.Batches(32).Map((batch, key) => batch.Shift(key, 2), key: 1);</code></example>
    public static Batch<T> Shift<T>(this Batch<T> batch, Key key, int maxShift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxShift);
        return batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                var (down, right) = (
                    Whole(own.Split("down"), -maxShift, maxShift),
                    Whole(own.Split("right"), -maxShift, maxShift)
                );
                Move(from, to, height, width, (line, column) => (line - down, column - right));
            }
        );
    }

    /// <summary>Flips each image [..., height, width] horizontally with a probability.</summary>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness.</param>
    /// <param name="probability">The probability, ½ by default.</param>
    /// <exception cref="ArgumentException">The inputs are not images.</exception>
    /// <example><code>var flipped = digits.Batches(32).Map((batch, key) => batch.Flip(key), key: 1);</code></example>
    public static Batch<T> Flip<T>(this Batch<T> batch, Key key, double probability = 0.5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                var isFlipped = Share(own) < probability;
                Move(from, to, height, width, (line, column) => (line, isFlipped ? width - 1 - column : column));
            }
        );

    /// <summary>Crops each image [..., height, width] at a random position: [..., lines, columns].</summary>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness.</param>
    /// <param name="lines">The height of the crop.</param>
    /// <param name="columns">The width of the crop.</param>
    /// <exception cref="ArgumentException">The inputs are not images.</exception>
    /// <example><code>var part = digits.WithInputs(x => x.Reshape(new(x.Shape[0], 8, 8))).All().Crop(key: 1, 6, 6);</code></example>
    public static Batch<T> Crop<T>(this Batch<T> batch, Key key, int lines, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var moved = batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(lines is > 0 && lines <= height, true, nameof(lines));
                ArgumentOutOfRangeException.ThrowIfNotEqual(columns is > 0 && columns <= width, true, nameof(columns));
                var (top, left) = (
                    Whole(own.Split("top"), 0, height - lines),
                    Whole(own.Split("left"), 0, width - columns)
                );
                Move(from, to, height, width, (line, column) => (line + top, column + left));
            }
        );
        return Batch.Of(Corner(moved.Inputs, lines, columns), moved.Targets);
    }

    /// <summary>
    /// Rotates each image [..., height, width] about its centre by up to a number of degrees in either direction, with nearest-neighbour
    /// interpolation and zero padding.
    /// </summary>
    /// <param name="batch">The batch; its targets are unchanged.</param>
    /// <param name="key">Determines all randomness.</param>
    /// <param name="degrees">The maximum number of degrees.</param>
    /// <exception cref="ArgumentException">The inputs are not images.</exception>
    /// <example><code>var turned = digits.Batches(32).Map((batch, key) => batch.Rotate(key, 10), key: 1);</code></example>
    public static Batch<T> Rotate<T>(this Batch<T> batch, Key key, double degrees)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        batch.Each(
            key,
            (own, from, to, height, width) =>
            {
                var (sin, cos) = Math.SinCos(((2 * Share(own)) - 1) * degrees * Math.PI / 180);
                var (middle, centre) = ((height - 1) / 2.0, (width - 1) / 2.0);
                Move(
                    from,
                    to,
                    height,
                    width,
                    (line, column) =>
                    {
                        var (y, x) = (line - middle, column - centre);
                        return (
                            (int)Math.Round(middle + (cos * y) + (sin * x)),
                            (int)Math.Round(centre + (cos * x) - (sin * y))
                        );
                    }
                );
            }
        );

    private static Tensor<T> Corner<T>(Tensor<T> images, int lines, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (height, width) = (images.Shape[^2].Size, images.Shape[^1].Size);
        var corner = new Tensor<T>(
            images.Shape.With(images.Shape.Rank - 2, lines).With(images.Shape.Rank - 1, columns)
        );
        for (var plane = 0; plane < images.Length / Math.Max(1, height * width); plane++)
        {
            for (var line = 0; line < lines; line++)
            {
                images
                    .Span.Slice((((plane * height) + line) * width), columns)
                    .CopyTo(corner.Writable[(((plane * lines) + line) * columns)..]);
            }
        }

        return corner;
    }
}
