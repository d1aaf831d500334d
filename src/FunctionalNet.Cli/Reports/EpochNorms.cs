using System.Collections.Immutable;

namespace FunctionalNet.Cli.Reports;

/// <summary>The norms of the weights and of their gradients after an epoch, by path.</summary>
internal sealed record EpochNorms(
    int Epoch,
    ImmutableSortedDictionary<string, double> Weights,
    ImmutableSortedDictionary<string, double> Gradients
)
{
    /// <summary>The norms of a state, with the gradient on a batch that is the same for all epochs.</summary>
    public static EpochNorms Of(Training<float> training, FitProgress<float> learned, Batch<float> batch) =>
        new(learned.Epoch.Number, learned.State.Parameters.Norms(), training.Gradients(learned.State, batch).Norms());
}
