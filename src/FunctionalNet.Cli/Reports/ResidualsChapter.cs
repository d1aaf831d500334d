using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>The errors of a regression: predictions against targets, and residuals.</summary>
internal static class ResidualsChapter
{
    private const int MaxPoints = 1_000;

    /// <summary>The chapter; null if there is not one number per sample.</summary>
    public static Chapter? Of(Samples samples, Tensor<float> scores)
    {
        var targets = samples.HeldOut.Targets;
        if (samples.AreLabelled || samples.Vocabulary is not null || scores.Length != targets.Length)
        {
            return null;
        }

        Point[] all =
        [
            .. Enumerable
                .Range(0, targets.Length)
                .Select(i => new Point(targets.Span[i], scores.Span[i]))
                .Where(point => point.IsFinite),
        ];
        if (all.Length == 0)
        {
            return null;
        }

        var shown = all.Where((_, i) => i % Math.Max(1, all.Length / MaxPoints) == 0).ToArray();
        Point[] residuals = [.. shown.Select(point => new Point(point.X, point.Y - point.X))];
        var (low, high) = (all.Min(point => Math.Min(point.X, point.Y)), all.Max(point => Math.Max(point.X, point.Y)));
        var off = all.Select(point => point.Y - point.X).Order().ToArray();
        return new(
            "residuals",
            "Where it errs",
            new Text(
                Words(
                    $"It is off by {Math.Sqrt(off.Average(one => one * one)):G4} (root mean square), by {off.Average(Math.Abs):G4} in the mean, too high by {off.Average():G4} on average; half of the samples lie between {off[off.Length / 4]:G4} and {off[3 * off.Length / 4]:G4}, the worst at {off.MaxBy(Math.Abs):G4}."
                )
            ),
            new Figure(
                new(
                    "predicted and right",
                    Axis.Around("right", [low, high]),
                    Axis.Around("predicted", [low, high]),
                    new Line("as it should be", Chart.Color(3), [new(low, low), new(high, high)], IsDashed: true),
                    new Dots("samples", Chart.Color(0), shown, 2.4)
                ),
                "Each sample held out: on the line it is right, above it the model gives too much."
            ),
            new Figure(
                new(
                    "residuals",
                    Axis.Around("right", [low, high]),
                    Axis.Around("predicted - right", residuals.Select(point => point.Y).Append(0)),
                    new Line("right", Chart.Color(3), [new(low, 0), new(high, 0)], IsDashed: true),
                    new Dots("samples", Chart.Color(0), residuals, 2.4)
                ),
                "By how much it is off, over what is right: a slope or a bend is something that it has not learned."
            )
        );
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
