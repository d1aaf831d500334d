using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>The confusion matrix of the classes, and the wrongly classified samples.</summary>
internal static class ErrorsChapter
{
    private const int MaxMistakes = 20;
    private const int MaxPictures = 40;

    // A larger table is unreadable.
    private const int MaxClasses = 30;

    /// <summary>The chapter.</summary>
    public static Chapter Of(Samples samples, Tensor<float> scores)
    {
        var labels = samples.HeldOut.Targets;
        var matrix = Metrics.ConfusionMatrix(samples.Labels.Length).Add(scores, labels);
        var wrong = WrongSamples.Of(samples, scores);
        return new(
            "errors",
            "Where it errs",
            [
                new Text(Words($"{matrix.Accuracy:P2} of {matrix.Count:N0} samples held out are right.")),
                .. samples.Labels.Length <= MaxClasses ? [Matrix(samples, matrix, wrong)] : Array.Empty<Block>(),
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
                .. CalibrationFigure.Of(samples, scores) is { } calibration ? [calibration] : Array.Empty<Block>(),
                .. Pictured(samples, scores, wrong) is { } gallery
                    ? [gallery]
                    : new Block[] { Listed(samples, scores, wrong) },
            ]
        );
    }

    private static Matrix Matrix(Samples samples, ConfusionMatrix matrix, IReadOnlyList<Mistake> wrong)
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
            "How often samples of each class, a row, were taken for each class, a column. A cell names some of them under the pointer, by their places among those held out.",
            samples.Labels,
            counts
        )
        {
            Examples = wrong.ToLookup(one => (one.Label, one.Taken), one => one.Place),
        };
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
        if (wrong.Length == 0 || !WrongSamples.ArePictures(samples))
        {
            return null;
        }

        return new(
            Words(
                $"Of {wrong.Length:N0} samples that it gets wrong, the {Math.Min(wrong.Length, MaxPictures)} that it is surest of: what it takes them for, which they are not, and what they are."
            ),
            [
                .. wrong
                    .Take(MaxPictures)
                    .Select(one => new Picture(
                        Address(WrongSamples.Picture(samples, one.Place)),
                        $"{samples.Labels[one.Taken]}, not {samples.Labels[one.Label]}",
                        Words($"{scores[one.Place, one.Taken]:P0} sure")
                    )),
            ]
        );
    }

    private static string Address(Tensor<float> image) =>
        $"data:image/png;base64,{Convert.ToBase64String(image.ToPng())}";

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
