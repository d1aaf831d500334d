using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain: maintains the mean of the weights from a given step on, a = a + (w + g - a) / max(1, t - start) at step t = 0, 1,
/// 2, ...; the updates are unchanged. <see cref="Averaging.Averaged"/> is the model with it.
/// </summary>
/// <remarks>
/// PyTorch: the average of ASGD, and AveragedModel. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992. The exponential
/// average is <see cref="AverageWeights"/>.
/// </remarks>
/// <param name="Start">The step up to which the average equals the weights.</param>
/// <example><code>Transform chain = Sgd(0.1) >> MeanWeights(start: 1_000);</code></example>
public sealed partial record MeanWeights([Number] int Start = 0) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (isFirst, share) = (scope.Step.Equal(0), 1 / (scope.Step - Start).Max(1));
        foreach (var update in updates)
        {
            var average = update.Slot(scope, AverageWeights.Slot);
            var last = isFirst.Where(update.Parameter, average);

            // Also if the first steps are skipped: until one is applied the average equals the weights.
            scope.NextElse(average, last + (share * (update.Parameter + update.Value - last)), last);
        }

        return updates;
    }
}
