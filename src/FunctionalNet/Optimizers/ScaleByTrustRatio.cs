using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// u = g ‖w‖ / ‖g‖ per parameter: a step with the norm of the weights, times the learning rate. Unchanged if one of the norms is 0 or
/// infinite.
/// </summary>
/// <remarks>Optax: scale_by_trust_ratio. You and others, "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2019.</remarks>
/// <param name="Coefficient">The factor of the ratio; 0.001 in LARS.</param>
/// <example><code>Transform lamb = ScaleByAdam() >> ScaleByTrustRatio() >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record ScaleByTrustRatio([Positive] double Coefficient = 1) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        return
        [
            .. updates.Select(update =>
            {
                var (weight, step) = (update.Parameter.ReduceSumSquare(), update.Value.ReduceSumSquare());
                var isRatio = (weight > 0)
                    .And(step > 0)
                    .And(weight < double.PositiveInfinity)
                    .And(step < double.PositiveInfinity);
                var ratio = isRatio.Where(Coefficient * (weight / isRatio.Where(step, 1)).Sqrt(), 1);
                return update.With(update.Value * ratio);
            }),
        ];
    }
}
