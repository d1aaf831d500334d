using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// At the end of a chain: keeps a moving average of the weights, a = β a + (1 - β) (w + g), which starts at the weights; the updates
/// stay as they are. <see cref="Averaging.Averaged"/> is the model with it.
/// </summary>
/// <remarks>Optax: params_ema. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992. Statistics such as those of a normalization stay those of the training.</remarks>
/// <param name="Decay">β, how much of the average stays.</param>
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

            // Also where the first steps are skipped: until one is taken the average is the weights.
            scope.NextElse(average, next.FlushToZero(), last);
        }

        return updates;
    }
}
