using System.Globalization;
using System.Numerics.Tensors;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>Which classes the model takes for which, and the samples that it gets wrong.</summary>
internal static class ErrorsChapter
{
    private const int MaxMistakes = 20;
    private const int MaxPictures = 40;

    // A larger table is read by nobody.
    private const int MaxClasses = 30;

    // Fewer pixels in a row are no picture but some numbers that happen to be a square.
    private const int MinWidth = 6;

    /// <summary>The chapter.</summary>
    public static Chapter Of(Samples samples, Tensor<float> scores)
    {
        var labels = samples.HeldOut.Targets;
        var matrix = Metrics.ConfusionMatrix(samples.Labels.Length).Add(scores, labels);

        // The surest first: there is most to learn from them.
        Mistake[] wrong =
        [
            .. Enumerable
                .Range(0, labels.Length)
                .Select(i => new Mistake(i, (int)labels.Span[i], Prediction.Largest(scores, i)))
                .Where(one => one.Label != one.Taken)
                .OrderByDescending(one => scores[one.Place, one.Taken]),
        ];
        return new(
            "errors",
            "Where it errs",
            [
                new Text(Words($"{matrix.Accuracy:P2} of {matrix.Count:N0} samples held out are right.")),
                .. samples.Labels.Length <= MaxClasses ? [Matrix(samples, matrix)] : Array.Empty<Block>(),
                new Charts.Table(
                    "How many samples of a class were found, and how many of those taken for it are of it.",
                    ["class", "samples", "found", "right"],
                    [
                        .. samples.Labels.Select(
                            (label, i) =>
                                Charts.Table.Row([
                                    label,
                                    Words($"{Enumerable.Range(0, matrix.Classes).Sum(other => matrix[i, other]):N0}"),
                                    Words($"{matrix.Recall(i):P1}"),
                                    Words($"{matrix.Precision(i):P1}"),
                                ])
                        ),
                    ]
                ),
                .. Pictured(samples, scores, wrong) is { } gallery
                    ? [gallery]
                    : new Block[] { Listed(samples, scores, wrong) },
            ]
        );
    }

    private static Matrix Matrix(Samples samples, ConfusionMatrix matrix)
    {
        var counts = new long[matrix.Classes, matrix.Classes];
        for (var row = 0; row < matrix.Classes; row++)
        {
            for (var column = 0; column < matrix.Classes; column++)
            {
                counts[row, column] = matrix[row, column];
            }
        }

        return new(
            "How often samples of each class, a row, were taken for each class, a column.",
            samples.Labels,
            counts
        );
    }

    private static Charts.Table Listed(Samples samples, Tensor<float> scores, Mistake[] wrong) =>
        new(
            Words(
                $"Of {wrong.Length:N0} samples that it gets wrong, those it is surest of, by their places among those held out."
            ),
            ["sample", "is", "taken for", "with probability"],
            [
                .. wrong
                    .Take(MaxMistakes)
                    .Select(one =>
                        Charts.Table.Row([
                            Words($"{one.Place}"),
                            samples.Labels[one.Label],
                            samples.Labels[one.Taken],
                            Words($"{scores[one.Place, one.Taken]:P1}"),
                        ])
                    )
                    .DefaultIfEmpty(["none", string.Empty, string.Empty, string.Empty]),
            ]
        );

    private static Gallery? Pictured(Samples samples, Tensor<float> scores, Mistake[] wrong)
    {
        var images = samples.HeldOut.Inputs;
        var (channels, height, width) = Sizes(samples.HeldOut.InputShape);
        if (width < MinWidth || wrong.Length == 0)
        {
            return null;
        }

        var (black, white) = (TensorPrimitives.Min(images.Span), TensorPrimitives.Max(images.Span));
        var pixels = channels * height * width;
        return new(
            Words(
                $"Of {wrong.Length:N0} samples that it gets wrong, the {Math.Min(wrong.Length, MaxPictures)} that it is surest of: what it takes them for, which they are not, and what they are."
            ),
            [
                .. wrong
                    .Take(MaxPictures)
                    .Select(one => new Picture(
                        Address(Between(images.Span.Slice(one.Place * pixels, pixels))),
                        $"{samples.Labels[one.Taken]}, not {samples.Labels[one.Label]}",
                        Words($"{scores[one.Place, one.Taken]:P0} sure")
                    )),
            ]
        );

        Tensor<float> Between(ReadOnlySpan<float> planes)
        {
            var (scale, image) = (255 / Math.Max(white - black, float.Epsilon), new float[pixels]);
            for (var i = 0; i < pixels; i++)
            {
                image[i] = (planes[i] - black) * scale;
            }

            return new(new(channels, height, width), image);
        }
    }

    private static string Address(Tensor<float> image) =>
        $"data:image/png;base64,{Convert.ToBase64String(image.ToPng())}";

    // Of rows that hold a square of pixels too; a width of 0 is no picture.
    private static (int Channels, int Height, int Width) Sizes(Shape sample) =>
        sample.Rank switch
        {
            3 when sample[0].Size is 1 or 3 => (sample[0].Size, sample[1].Size, sample[2].Size),
            2 => (1, sample[0].Size, sample[1].Size),
            1 when (int)Math.Sqrt(sample.Size) is var side && side * side == sample.Size => (1, side, side),
            _ => (1, 0, 0),
        };

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Mistake(int Place, int Label, int Taken);
}
