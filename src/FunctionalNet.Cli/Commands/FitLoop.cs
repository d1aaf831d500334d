using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary>The steps of a fine-tuning, with its progress and its log.</summary>
internal static class FitLoop
{
    private const int MostLines = 10;

    /// <summary>The state after the last step, or after the one at hand when it is told to stop or the loss is no number.</summary>
    public static TrainState<float> Run(
        Training<float> training,
        TrainState<float> start,
        Dataset<float> data,
        FineTuning plan,
        TextWriter log,
        CancellationToken stop
    )
    {
        var batches = data.Shuffle(plan.Key.Split("shuffle")).Batches(plan.Batch);
        return AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole
                .Progress()
                .Start(display =>
                {
                    var task = display.AddTask("compiling the training step", maxValue: plan.Epochs);
                    return Epochs(
                        (epoch, line) =>
                        {
                            task.Description = line;
                            task.Value = epoch;
                        }
                    );
                })
            : Epochs(
                (epoch, line) =>
                {
                    if (epoch == 1 || epoch == plan.Epochs || epoch % Math.Max(1, plan.Epochs / MostLines) == 0)
                    {
                        Console.WriteLine(line);
                    }
                }
            );

        TrainState<float> Epochs(Action<int, string> show)
        {
            var state = start;
            for (var epoch = 1; epoch <= plan.Epochs && !stop.IsCancellationRequested; epoch++)
            {
                var clock = Stopwatch.StartNew();
                var (sum, samples) = (0.0, 0);
                foreach (var batch in batches.Epoch(epoch - 1).TakeWhile(_ => !stop.IsCancellationRequested))
                {
                    state = training.Step(state, batch);
                    (sum, samples) = (sum + ((double)state.Loss * batch.Count), samples + batch.Count);
                    log.WriteLine(Line(state, epoch));
                    if (!float.IsFinite(state.Loss))
                    {
                        return state;
                    }
                }

                show(
                    epoch,
                    FormattableString.Invariant(
                        $"epoch {epoch}/{plan.Epochs}  loss {sum / Math.Max(1, samples):G4}  {samples / clock.Elapsed.TotalSeconds:N0} samples/s"
                    )
                );
            }

            return state;
        }
    }

    // JSON has no NaN: it is null.
    private static string Line(TrainState<float> state, int epoch) =>
        JsonSerializer.Serialize(
            new
            {
                step = state.Step,
                epoch,
                loss = float.IsFinite(state.Loss) ? state.Loss : (float?)null,
            }
        );
}
