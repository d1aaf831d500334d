using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>m = β₁ m + (1 - β₁) g, v = β₂ v + (1 - β₂) g², u = (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), elementwise at step t = 1, 2, ...</summary>
/// <remarks>
/// Optax: scale_by_adam. Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014. ε is added to the root of the corrected v, as
/// in the paper and in PyTorch; under the root (Optax: eps_root) it is u = m̂ / √(v̂ + ε), which needs a smaller ε for the same effect: the
/// root of 1e-8 is 1e-4. A moment below 1e-36 becomes 0, so that denormal numbers never slow a step down.
/// </remarks>
/// <param name="Beta1">β₁, the decay of the mean gradient.</param>
/// <param name="Beta2">β₂, the decay of the mean square.</param>
/// <param name="Epsilon">ε, added to the root by default.</param>
/// <param name="EpsilonInRoot">Whether ε is added under the root.</param>
/// <example><code>Transform adam = ScaleByAdam() >> ScaleByLearningRate(1e-3);</code></example>
public sealed partial record ScaleByAdam(
    [BelowOne] double Beta1 = 0.9,
    [BelowOne] double Beta2 = 0.999,
    [NotNegative] double Epsilon = 1e-8,
    bool EpsilonInRoot = false
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        var t = scope.Step + 1;

        // The corrections depend only on the step: one division each, rather than one per element.
        var correction1 = StepPower.Complement(Beta1, t).Reciprocal();
        var correction2 = StepPower.Complement(Beta2, t).Reciprocal();
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var nextV = scope.Fade(v, v.Decayed(Beta2, (1 - Beta2) * g * g));
                return update.With(nextM * correction1 / (nextV * correction2).Root(Epsilon, EpsilonInRoot));
            }),
        ];
    }
}
