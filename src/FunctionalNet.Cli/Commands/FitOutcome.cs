using System.Collections.Immutable;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>The outcome of a training, as text.</summary>
/// <param name="Last">The final state of the fit.</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="Steps">The number of steps per epoch.</param>
internal sealed record FitOutcome(FitProgress<float> Last, ImmutableArray<Epoch> Epochs, int Steps)
{
    /// <summary>Gets why it ended before its last epoch, and which model it returned; null if it did not.</summary>
    public string? Early =>
        Last.Ended switch
        {
            StopReason.Patience => Invariant(
                $"early, after {Epochs[^1].Number} epochs without a better loss at the end; the model is that of epoch {Best}, the best"
            ),
            StopReason.Stopped => Invariant(
                $"by Ctrl-C in epoch {Epochs[^1].Number}; the model is that of the last step"
            ),
            _ => null,
        };

    private long Best => (Last.Best.Step - (Last.State.Step - StepsSeen)) / Math.Max(1, Steps);

    // In a fit from trained weights the state also counts earlier steps.
    private long StepsSeen => ((Epochs[^1].Number - 1L) * Steps) + Epochs[^1].Losses.Length;
}
