using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Reports;

/// <summary>The report of a training, as an HTML page of one file.</summary>
internal static class TrainingReport
{
    private const int MaxPoints = 400;

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="last">The final state.</param>
    /// <param name="epochs">The epochs.</param>
    /// <param name="norms">The norms after each epoch.</param>
    /// <param name="scores">The output of the model for the held-out samples.</param>
    public static Either<Error, Unit> Write(
        string path,
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        ImmutableArray<Epoch> epochs,
        IReadOnlyList<EpochNorms> norms,
        Tensor<float> scores
    ) =>
        WholeFile
            .Write(path, Text(recipe, samples, last, epochs, norms, scores))
            .Map(written =>
            {
                ProgressOutput.Out.WriteLine($"report        {path}");
                return written;
            });

    /// <summary>The text of the page.</summary>
    internal static string Text(
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        ImmutableArray<Epoch> epochs,
        IReadOnlyList<EpochNorms> norms,
        Tensor<float> scores
    ) =>
        Page.Write(
            $"Training {recipe.Name}",
            recipe.Description,
            [
                SummaryChapter.Of(recipe, samples, last, epochs, scores),
                Curves(epochs),
                .. ResidualsChapter.Of(samples, scores) is { } residuals ? [residuals] : Array.Empty<Chapter>(),
                NormsChapter.Of(last.State, norms),
                .. samples.AreLabelled ? [ErrorsChapter.Of(samples, scores)] : Array.Empty<Chapter>(),
                Model(recipe, last.State),
            ]
        );

    private static Chapter Curves(ImmutableArray<Epoch> epochs)
    {
        var steps = epochs.Sum(epoch => epoch.Losses.Length);
        var every = Math.Max(1, steps / MaxPoints);

        // Means over a number of steps, each at its end, in epochs.
        Point[] learned =
        [
            .. epochs
                .SelectMany(epoch =>
                    epoch.Losses.Select((loss, i) => (At: epoch.Number - 1 + ((i + 1.0) / epoch.Losses.Length), loss))
                )
                .Chunk(every)
                .Select(part => new Point(part[^1].At, part.Average(step => step.loss))),
        ];
        Point[] heldOut = [.. Points(epochs, epoch => epoch.HeldOut)];
        return new(
            "curves",
            "How it learned",
            [
                new Figure(
                    new(
                        "Loss",
                        Axis.Around("epoch", learned.Concat(heldOut).Select(point => point.X)),
                        Axis.Around("loss", learned.Concat(heldOut).Select(point => point.Y), isLogarithmic: true),
                        [
                            new Line("learned from", Chart.Color(0), learned),
                            .. heldOut.Length == 0
                                ? Array.Empty<Mark>()
                                : [new Line("held out", Chart.Color(3), heldOut, HasDots: true)],
                        ]
                    ),
                    Words(
                        $"The loss of the samples that it learned from, a mean over {every} steps, with what training adds to it, such as dropout; and of those held out."
                    )
                )
                {
                    IsSmoothed = true,
                },
                .. epochs[^1].Measures.Keys.Select(name => Curve(epochs, name, epoch => epoch.Measures[name])),
                .. epochs.All(epoch => double.IsNaN(epoch.LearningRate))
                    ? Array.Empty<Block>()
                    : [Curve(epochs, "learning rate", epoch => epoch.LearningRate)],
                new Charts.Table(
                    "Each epoch.",
                    ["epoch", "loss", "held out", .. epochs[^1].Measures.Keys, "rate", "seconds"],
                    [
                        .. epochs.Select(epoch =>
                            Charts.Table.Row([
                                Words($"{epoch.Number}"),
                                Number(epoch.Loss),
                                Number(epoch.HeldOut),
                                .. epoch.Measures.Values.Select(Number),
                                Number(epoch.LearningRate),
                                Words($"{epoch.Duration.TotalSeconds:F2}"),
                            ])
                        ),
                    ]
                ),
            ]
        );
    }

    private static Figure Curve(ImmutableArray<Epoch> epochs, string name, Func<Epoch, double> value)
    {
        Point[] points = [.. Points(epochs, value)];
        return new(
            new(
                name,
                Axis.Around("epoch", points.Select(point => point.X)),
                Axis.Around(name, points.Select(point => point.Y)),
                new Line(name, Chart.Color(1), points)
            ),
            Words($"{name} after each epoch; {Number(points[^1].Y)} in the end.")
        );
    }

    private static IEnumerable<Point> Points(ImmutableArray<Epoch> epochs, Func<Epoch, double> value) =>
        epochs.Where(epoch => double.IsFinite(value(epoch))).Select(epoch => new Point(epoch.Number, value(epoch)));

    private static Chapter Model(Recipe recipe, TrainState<float> state) =>
        new(
            "model",
            "The model",
            new Text(
                Words(
                    $"Inputs of {state.Input}; {state.Parameters.Sum(parameter => parameter.Value.Length):N0} parameters; {state.Step:N0} steps with the seed {recipe.Seed}."
                )
            ),
            new Drawing(
                GraphDrawing.Of(ModelGraph.Of(state.Model)),
                "The layers with the shapes that they give, where n is the number of samples, and how many numbers each has learned."
            ),
            new Code(recipe.Model.Replace(" >> ", "\n    >> ", StringComparison.Ordinal)),
            new Code($"{recipe.Loss}\n{recipe.Optimizer}")
        );

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "-";

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
