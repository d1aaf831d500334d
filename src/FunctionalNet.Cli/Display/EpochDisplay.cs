using System.Globalization;
using LanguageExt;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>The progress of a training: a bar on a terminal, some lines elsewhere.</summary>
internal static class EpochDisplay
{
    // Bar and line together fit in 80 columns.
    private const int BarWidth = 16;

    private const int MostLines = 5;

    /// <summary>Shows the epochs as they come and answers the last one, or what went wrong.</summary>
    public static Either<Error, Learned<float>> Show(
        IEnumerable<Either<Error, Learned<float>>> training,
        int epochs,
        int samples
    ) =>
        AnsiConsole.Profile.Capabilities.Interactive
            ? Bar(training, epochs, samples)
            : Lines(training, epochs, samples);

    private static Either<Error, Learned<float>> Bar(
        IEnumerable<Either<Error, Learned<float>>> training,
        int epochs,
        int samples
    ) =>
        AnsiConsole
            .Progress()
            .Columns(new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(display =>
            {
                var task = display.AddTask("compiling the training step", maxValue: epochs);
                var last = Ends(
                    training,
                    learned =>
                    {
                        task.Description = Line(learned, epochs, samples);
                        task.Value = learned.Epoch.Number;
                    }
                );
                task.StopTask();
                return last;
            });

    private static Either<Error, Learned<float>> Lines(
        IEnumerable<Either<Error, Learned<float>>> training,
        int epochs,
        int samples
    )
    {
        var every = Math.Max(1, epochs / MostLines);
        return Ends(
            training,
            learned =>
            {
                var number = learned.Epoch.Number;
                if (number == 1 || learned.Ended is not null || number % every == 0)
                {
                    Console.WriteLine(Line(learned, epochs, samples));
                }
            }
        );
    }

    private static Either<Error, Learned<float>> Ends(
        IEnumerable<Either<Error, Learned<float>>> training,
        Action<Learned<float>> show
    )
    {
        Either<Error, Learned<float>> last = Error.New("there was nothing to learn");
        foreach (var next in training)
        {
            last = next;
            next.IfRight(show);
        }

        return last;
    }

    private static string Line(Learned<float> learned, int epochs, int samples)
    {
        var epoch = learned.Epoch;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Number, 2}/{epochs}  loss {epoch.HeldOut:F4}  "
        );
        foreach (var (name, value) in epoch.Measures)
        {
            line += name is "held-out"
                ? string.Create(CultureInfo.InvariantCulture, $"{name} {value:P1}  ")
                : string.Create(CultureInfo.InvariantCulture, $"{name} {value:G3}  ");
        }

        // Of the part of an epoch in which steps were made, as many as there are losses.
        var rate = samples * epoch.Losses.Length / epoch.Duration.TotalSeconds;
        return line
            + (rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rate, 7:N0} samples/s") : string.Empty);
    }
}
