using System.Diagnostics;

namespace FunctionalNet.Cli.Commands;

/// <summary>Where a training stands after an epoch.</summary>
/// <param name="Number">How many epochs are done, the one that was stopped included.</param>
/// <param name="State">Parameters, slots, step and last loss.</param>
/// <param name="Loss">The mean loss of the held-out samples.</param>
/// <param name="Accuracy">The share of the held-out samples that it gets right.</param>
/// <param name="Rate">Samples learned in a second.</param>
internal sealed record Epoch(int Number, TrainState<float> State, double Loss, double Accuracy, double Rate)
{
    /// <summary>A training epoch by epoch. Told to stop, it ends with the step at hand and yields what it has learned.</summary>
    public static IEnumerable<Epoch> Train(
        Training<float> training,
        TrainState<float> start,
        Batches<float> batches,
        Batch<float> heldOut,
        int epochs,
        CancellationToken stop
    )
    {
        var (inputs, labels) = (heldOut.Inputs, heldOut.Targets);
        var state = start;
        for (var number = 1; number <= epochs; number++)
        {
            var clock = Stopwatch.StartNew();
            var samples = 0;
            state = batches.Epoch(number - 1).TakeWhile(Learns).Fold(state, training.Step);
            if (samples == 0)
            {
                yield break;
            }

            yield return new Epoch(
                number,
                state,
                Rate: samples / clock.Elapsed.TotalSeconds,
                Loss: training.Evaluate(state, heldOut),
                Accuracy: Metrics.Accuracy(state.Model.Predict(inputs), labels)
            );

            bool Learns(Batch<float> batch)
            {
                samples += stop.IsCancellationRequested ? 0 : batch.Count;
                return !stop.IsCancellationRequested;
            }
        }
    }
}
