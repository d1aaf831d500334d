using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cli.Charts;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Reports;

/// <summary>The summary of a training: how good the model is, from which epoch, whether it overfits, and what it cost.</summary>
internal static class SummaryChapter
{
    // Smaller changes of a loss are noise.
    private const double MuchWorse = 1.1;

    /// <summary>The chapter.</summary>
    public static Chapter Of(
        Recipe recipe,
        Samples samples,
        FitProgress<float> last,
        ImmutableArray<Epoch> epochs,
        Tensor<float> scores
    )
    {
        var best = epochs.MinBy(epoch => epoch.Score)!;
        var seconds = epochs.Sum(epoch => epoch.Duration.TotalSeconds);
        var seen = epochs.Sum(epoch => (double)epoch.Samples);
        return new(
            "answer",
            "The answer",
            new Text(Quality(samples, scores)),
            new Facts(
                ("best epoch", Words($"{best.Number} of {epochs[^1].Number}, with a loss of {best.Score:G4}")),
                ("overfitting", Overfitting(epochs, best)),
                ("ended", Ended(last, epochs[^1].Number)),
                (
                    "cost",
                    Words(
                        $"{last.State.Step:N0} steps in {seconds:N1} s{(seconds > 0 && seen > 0 ? Words($", {seen / seconds:N0} samples/s") : string.Empty)}"
                    )
                ),
                ("samples", Words($"{samples.Learned.Count:N0} learned from, {samples.HeldOut.Count:N0} held out")),
                ("seed", Words($"{recipe.Seed}")),
                ("command", Printable.Line(GlobalOptions.Current.Command)),
                ("version", Version)
            )
        );
    }

    private static string Version =>
        Words(
            $"FunctionalNet {typeof(SummaryChapter).Assembly.GetName().Version?.ToString(3)}, .NET {Environment.Version}"
        );

    private static string Quality(Samples samples, Tensor<float> scores)
    {
        var targets = samples.HeldOut.Targets;
        if (samples.AreLabelled)
        {
            return Words(
                $"{Metrics.Accuracy(scores, targets):P2} of {samples.HeldOut.Count:N0} samples held out are right."
            );
        }

        if (scores.Length != targets.Length)
        {
            return "The curves below tell how well it foretells what follows.";
        }

        var errors = Metrics.RegressionErrors().Add(scores, targets);
        return Words(
            $"It is off by {errors.RootMeanSquaredError:G4} (root mean square) on {samples.HeldOut.Count:N0} samples held out."
        );
    }

    // The validation loss rises again while the training loss falls.
    private static string Overfitting(ImmutableArray<Epoch> epochs, Epoch best)
    {
        var end = epochs[^1];
        return double.IsNaN(end.HeldOut) ? "not known: nothing is held out"
            : end.HeldOut > best.HeldOut * MuchWorse && end.Loss < best.Loss
                ? Words(
                    $"yes: since epoch {best.Number} the loss held out has risen from {best.HeldOut:G4} to {end.HeldOut:G4}, while that of the samples learned from fell; fewer epochs, --patience, or more dropout or weight decay help"
                )
            : end.HeldOut > best.HeldOut * MuchWorse
                ? Words(
                    $"no, but the loss held out was {best.HeldOut:G4} in epoch {best.Number} and is {end.HeldOut:G4}: a smaller rate helps"
                )
            : Words($"no: the loss held out ends at {end.HeldOut:G4}, {best.HeldOut:G4} at best");
    }

    private static string Ended(FitProgress<float> last, int epoch) =>
        last.Ended switch
        {
            StopReason.Patience => Words($"early, after epoch {epoch}; the model is that of the best"),
            StopReason.Stopped => Words($"by Ctrl-C in epoch {epoch}"),
            _ => Words($"after all {epoch} epochs"),
        };

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
