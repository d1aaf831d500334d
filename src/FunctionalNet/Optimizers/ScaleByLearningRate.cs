using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = -η g with the rate η of the step: the last transform of a chain.</summary>
/// <remarks>Optax: scale_by_learning_rate.</remarks>
/// <param name="Rate">The learning rate, a number or a schedule.</param>
/// <example><code>Transform sgd = ScaleByLearningRate(0.1);</code></example>
public sealed partial record ScaleByLearningRate(Schedule Rate) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var rate = Rate.At(scope);
        var down = -rate;
        scope.Rated(updates, rate);
        return [.. updates.Select(update => update.With(down * update.Value))];
    }

    internal override RateCount CountRates(Expr? parameter) => RateCount.Rate;
}
