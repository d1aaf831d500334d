using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain: maintains an exponential moving average of the weights, a = β a + (1 - β) (w + g), initially the weights; the
/// updates are unchanged. <see cref="Averaging.Averaged"/> is the model with it.
/// </summary>
/// <remarks>
/// Optax: params_ema. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992. Statistics such as those of
/// normalizations are not averaged.
/// </remarks>
/// <param name="Decay">β, the decay of the average.</param>
/// <example><code>Transform chain = Adam(1e-3) >> AverageWeights(0.99);</code></example>
public sealed partial record AverageWeights([BelowOne] double Decay = 0.999) : Transform
{
    internal const string Slot = "average";

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var isFirst = scope.Step.Equal(0);
        foreach (var update in updates)
        {
            var average = update.Slot(scope, Slot);
            var last = isFirst.Where(update.Parameter, average);
            var next = last + ((1 - Decay) * (update.Parameter + update.Value - last));

            // Also if the first steps are skipped: until one is applied the average equals the weights.
            scope.NextElse(average, next.FlushToZero(), last);
        }

        return updates;
    }
}
