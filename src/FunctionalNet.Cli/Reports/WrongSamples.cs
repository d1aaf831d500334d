using System.Numerics.Tensors;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>A wrongly classified sample.</summary>
/// <param name="Place">Its index among the held-out samples.</param>
/// <param name="Label">Its label.</param>
/// <param name="Taken">Its predicted class.</param>
internal readonly record struct Mistake(int Place, int Label, int Taken);

/// <summary>The wrongly classified samples.</summary>
internal static class WrongSamples
{
    private const int MaxPictures = 40;

    // Fewer pixels per row are no picture but numbers that happen to form a square.
    private const int MinWidth = 6;

    /// <summary>All of them, the most confident first, which are the most instructive.</summary>
    public static Mistake[] Of(Samples samples, Tensor<float> scores)
    {
        var labels = samples.HeldOut.Targets;
        return
        [
            .. Enumerable
                .Range(0, labels.Length)
                .Select(i => new Mistake(i, (int)labels.Span[i], Prediction.Largest(scores, i)))
                .Where(one => one.Label != one.Taken)
                .OrderByDescending(one => scores[one.Place, one.Taken]),
        ];
    }

    /// <summary>The first of them as pictures with a title; none if samples are not pictures.</summary>
    public static IEnumerable<(string Title, Tensor<float> Image)> Pictures(Samples samples, Tensor<float> scores) =>
        samples.AreLabelled && ArePictures(samples)
            ? Of(samples, scores)
                .Take(MaxPictures)
                .Select(one =>
                    ($"{samples.Labels[one.Taken]}, not {samples.Labels[one.Label]}", Picture(samples, one.Place))
                )
            : [];

    /// <summary>Whether samples are pictures.</summary>
    public static bool ArePictures(Samples samples) => Sizes(samples.HeldOut.InputShape).Width >= MinWidth;

    /// <summary>
    /// A held-out sample as a picture [channels, height, width] of bytes, scaled from the smallest to the largest number.
    /// </summary>
    public static Tensor<float> Picture(Samples samples, int place)
    {
        var images = samples.HeldOut.Inputs;
        var (channels, height, width) = Sizes(samples.HeldOut.InputShape);
        var (black, white) = (TensorPrimitives.Min(images.Span), TensorPrimitives.Max(images.Span));
        var (scale, image) = (255 / Math.Max(white - black, float.Epsilon), new float[channels * height * width]);
        var planes = images.Span.Slice(place * image.Length, image.Length);
        for (var i = 0; i < image.Length; i++)
        {
            image[i] = (planes[i] - black) * scale;
        }

        return new(new(channels, height, width), image);
    }

    // Also for flat rows whose length is a square; a width of 0 is no picture.
    private static (int Channels, int Height, int Width) Sizes(Shape sample) =>
        sample.Rank switch
        {
            3 when sample[0].Size is 1 or 3 => (sample[0].Size, sample[1].Size, sample[2].Size),
            2 => (1, sample[0].Size, sample[1].Size),
            1 when (int)Math.Sqrt(sample.Size) is var side && side * side == sample.Size => (1, side, side),
            _ => (1, 0, 0),
        };
}
