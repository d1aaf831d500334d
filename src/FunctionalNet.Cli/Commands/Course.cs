using System.Collections.Immutable;
using static System.FormattableString;

namespace FunctionalNet.Cli.Commands;

/// <summary>How a training went, in words.</summary>
/// <param name="Last">Where it ended.</param>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Steps">The steps of an epoch.</param>
internal sealed record Course(FitProgress<float> Last, ImmutableArray<Epoch> Epochs, int Steps)
{
    /// <summary>Gets why it ended before its last epoch, and which model it has then; null where it did not.</summary>
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

    // Of a fit that began from trained weights the steps before count in the state.
    private long StepsSeen => ((Epochs[^1].Number - 1L) * Steps) + Epochs[^1].Losses.Length;
}
