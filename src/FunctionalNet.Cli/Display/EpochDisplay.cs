using System.Diagnostics;
using System.Globalization;
using FunctionalNet.Cli.Commands;
using LanguageExt;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>The progress of a training: a bar with the remaining time on a terminal, otherwise some lines.</summary>
internal static class EpochDisplay
{
    // Bar and line together fit in 80 columns.
    private const int BarWidth = 12;

    private const int MaxLines = 5;

    // Below, four digits carry little information.
    private const double Small = 1e-3;

    // A log that is silent for longer looks as if it had stopped.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Shows the epochs as they end and returns the last one, or the error.</summary>
    public static Either<Error, FitProgress<float>> Show(
        IEnumerable<Either<Error, FitProgress<float>>> training,
        int epochs,
        Batches<float> batches
    ) => ProgressOutput.Moves ? Bar(training, epochs, batches) : Lines(training, epochs);

    /// <summary>The line of an epoch.</summary>
    internal static string Line(FitProgress<float> learned, int epochs, TimeSpan left)
    {
        var epoch = learned.Epoch;
        var number = $"{epoch.Number}".PadLeft($"{epochs}".Length);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {number}/{epochs}  loss {epoch.Score.ToString(epoch.Score < Small ? "G3" : "F4", CultureInfo.InvariantCulture)}  "
        );
        foreach (var (name, value) in epoch.Measures)
        {
            line += name is "held-out"
                ? string.Create(CultureInfo.InvariantCulture, $"{name} {value:P1}  ")
                : string.Create(CultureInfo.InvariantCulture, $"{name} {value:G3}  ");
        }

        var rate = epoch.Samples / epoch.Duration.TotalSeconds;
        line += rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rate, 7:N0} samples/s") : string.Empty;
        return left > TimeSpan.Zero ? $"{line}  {RemainingTime.Text(left)}" : line;
    }

    private static Either<Error, FitProgress<float>> Bar(
        IEnumerable<Either<Error, FitProgress<float>>> training,
        int epochs,
        Batches<float> batches
    ) =>
        AnsiConsole
            .Progress()
            .Columns(new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(display =>
            {
                var total = (long)epochs * batches.Count;
                var task = display.AddTask("compiling the training step", maxValue: total);
                var (resumed, line) = (0L, "learning");
                using var steps = new StepListener(
                    (done, elapsed) =>
                    {
                        task.Value = resumed + done;
                        task.Description =
                            $"{line}  {RemainingTime.Text(RemainingTime.Of(elapsed, done - 1, total - resumed - done))}";
                    }
                );
                var seen = 0L;
                var last = Ends(
                    training,
                    learned =>
                    {
                        seen += learned.Epoch.Losses.Length;
                        resumed = learned.State.Step - seen;
                        line = Line(learned, epochs, TimeSpan.Zero);
                        task.Description = line;
                        task.Value = learned.State.Step;
                    }
                );
                task.StopTask();
                return last;
            });

    private static Either<Error, FitProgress<float>> Lines(
        IEnumerable<Either<Error, FitProgress<float>>> training,
        int epochs
    )
    {
        var every = Math.Max(1, epochs / MaxLines);
        var (clock, silence, seen) = (Stopwatch.StartNew(), Stopwatch.StartNew(), 0);
        return Ends(
            training,
            learned =>
            {
                var number = learned.Epoch.Number;
                if (
                    number == 1
                    || learned.Ended is not null
                    || number % every == 0
                    || silence.Elapsed >= LongestSilence
                )
                {
                    // The first epoch includes compilation, and does not predict the others.
                    var left = RemainingTime.Of(clock.Elapsed, seen, learned.Ended is null ? epochs - number : 0);
                    ProgressOutput.Out.WriteLine(Line(learned, epochs, left >= LongestSilence ? left : TimeSpan.Zero));
                    silence.Restart();
                }

                if (seen++ == 0)
                {
                    clock.Restart();
                }
            }
        );
    }

    private static Either<Error, FitProgress<float>> Ends(
        IEnumerable<Either<Error, FitProgress<float>>> training,
        Action<FitProgress<float>> show
    ) =>
        training
            .Tap(show)
            .Aggregate((Either<Error, FitProgress<float>>)Error.New("there was nothing to learn"), (_, last) => last);
}
