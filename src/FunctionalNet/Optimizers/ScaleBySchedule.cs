using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = f g with the factor f of the step.</summary>
/// <remarks>Optax: scale_by_schedule. <see cref="ScaleByLearningRate"/> also changes the sign.</remarks>
/// <param name="Factor">f, a number or a schedule.</param>
/// <example><code>Transform fading = Adam(1e-3) >> ScaleBySchedule(CosineDecay(1, total: 1_000));</code></example>
public sealed partial record ScaleBySchedule(Schedule Factor) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var factor = Factor.At(scope);
        scope.Scaled(updates, factor);
        return [.. updates.Select(update => update.With(factor * update.Value))];
    }

    internal override RateCount CountRates(Expr? parameter) => Factor.After(0) < 0 ? RateCount.Unknown : RateCount.None;
}
