using System.Diagnostics;

namespace FunctionalNet.Cli.Commands;

/// <summary>Where a training stands after an epoch.</summary>
/// <param name="Number">How many epochs are done.</param>
/// <param name="State">Parameters, slots, step and last loss.</param>
/// <param name="Loss">The mean loss of the held-out samples.</param>
/// <param name="Accuracy">The share of the held-out samples that it gets right.</param>
/// <param name="Rate">Samples learned in a second.</param>
internal sealed record Epoch(int Number, TrainState<float> State, double Loss, double Accuracy, double Rate)
{
    /// <summary>A training epoch by epoch, until it has seen all or is told to stop.</summary>
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
        for (var epoch = 0; epoch < epochs && !stop.IsCancellationRequested; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var samples = 0;
            state = batches
                .Epoch(epoch)
                .TakeWhile(_ => !stop.IsCancellationRequested)
                .Select(batch =>
                {
                    samples += batch.Count;
                    return batch;
                })
                .Fold(state, training.Step);
            var rate = samples / clock.Elapsed.TotalSeconds;
            var scores = state.Model.Predict(inputs);
            yield return new Epoch(
                epoch + 1,
                state,
                training.Evaluate(state, heldOut),
                Metrics.Accuracy(scores, labels),
                rate
            );
        }
    }
}
