using System.Numerics;

namespace FunctionalNet;

/// <content>Independent changes of images [n, ..., height, width].</content>
public static partial class Augmentation
{
    /// <summary>Maps the key of an image, its planes, height and width, to its changed planes, which are initially zero.</summary>
    private delegate void Change<T>(Key key, ReadOnlySpan<T> from, Span<T> to, int height, int width);

    private static Batch<T> Each<T>(this Batch<T> batch, Key key, Change<T> change)
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

        var image = batch.Count == 0 ? 0 : inputs.Length / batch.Count;
        var changed = new Tensor<T>(inputs.Shape);
        for (var i = 0; i < batch.Count; i++)
        {
            change(
                key.Split((ulong)i),
                inputs.Span.Slice(i * image, image),
                changed.Writable.Slice(i * image, image),
                inputs.Shape[^2].Size,
                inputs.Shape[^1].Size
            );
        }

        return Batch.Of(changed, batch.Targets);
    }

    // Each pixel of each plane is copied from its source position; zero outside of the image.
    private static void Move<T>(
        ReadOnlySpan<T> from,
        Span<T> to,
        int height,
        int width,
        Func<int, int, (int Line, int Column)> source
    )
    {
        for (var line = 0; line < height; line++)
        {
            for (var column = 0; column < width; column++)
            {
                var (fromLine, fromColumn) = source(line, column);
                if (fromLine < 0 || fromLine >= height || fromColumn < 0 || fromColumn >= width)
                {
                    continue;
                }

                for (var plane = 0; plane < from.Length; plane += height * width)
                {
                    to[plane + (line * width) + column] = from[plane + (fromLine * width) + fromColumn];
                }
            }
        }
    }

    // Uniform from least to most, both included.
    private static int Whole(Key key, int min, int max) =>
        min + (int)(((UInt128)key.Low * (uint)(max - min + 1)) >> 64);

    // Uniform from 0 to 1.
    private static double Share(Key key)
    {
        Span<double> number = stackalloc double[1];
        key.Uniform(number);
        return number[0];
    }
}
