using System.Globalization;
using FunctionalNet.Cli.Commands;
using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>The progress of a training: a bar on a terminal, some lines elsewhere.</summary>
internal static class EpochDisplay
{
    // Bar and line together fit in 80 columns.
    private const int BarWidth = 16;

    private const int MostLines = 5;

    /// <summary>Shows the epochs as they come and answers the last one; null if there was none.</summary>
    public static Epoch? Show(IEnumerable<Epoch> training, int epochs) =>
        AnsiConsole.Profile.Capabilities.Interactive ? Bar(training, epochs) : Lines(training, epochs);

    private static Epoch? Bar(IEnumerable<Epoch> training, int epochs) =>
        AnsiConsole
            .Progress()
            .Columns(new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(display =>
            {
                var task = display.AddTask("compiling the training step", maxValue: epochs);
                Epoch? last = null;
                foreach (var epoch in training)
                {
                    last = epoch;
                    task.Description = Line(epoch, epochs);
                    task.Value = epoch.Number;
                }

                task.StopTask();
                return last;
            });

    private static Epoch? Lines(IEnumerable<Epoch> training, int epochs)
    {
        var every = Math.Max(1, epochs / MostLines);
        Epoch? last = null;
        foreach (var epoch in training)
        {
            last = epoch;
            if (epoch.Number == 1 || epoch.Number == epochs || epoch.Number % every == 0)
            {
                Console.WriteLine(Line(epoch, epochs));
            }
        }

        return last;
    }

    private static string Line(Epoch epoch, int epochs) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Number, 2}/{epochs}  loss {epoch.Loss:F4}  held-out {epoch.Accuracy:P1}  {epoch.Rate, 7:N0} samples/s"
        );
}
