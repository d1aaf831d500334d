using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Adam with Nesterov's lookahead: m and v as in Adam, μₜ = β₁ (1 - 0.96^(ψt) / 2), Πₜ = μ₁ · ... · μₜ, and u = (μₜ₊₁ m / (1 - Πₜ₊₁) + (1 -
/// μₜ) g / (1 - Πₜ)) / (√(v / (1 - β₂ᵗ)) + ε), elementwise at step t = 1, 2, ...
/// </summary>
/// <remarks>
/// PyTorch: NAdam. Dozat, "Incorporating Nesterov Momentum into Adam", 2016. PyTorch up to 1.13 multiplies Πₜ₊₁ by μₜ twice; the paper and
/// this transform do not. Optax's nadam has no schedule of μ.
/// </remarks>
/// <param name="Beta1">β₁, the limit of μ.</param>
/// <param name="Beta2">β₂, the decay of the mean square.</param>
/// <param name="Epsilon">ε, added to the root.</param>
/// <param name="MomentumDecay">ψ, the speed at which μ approaches β₁.</param>
/// <example><code>Transform nAdam = ScaleByNAdam() >> ScaleByLearningRate(2e-3);</code></example>
public sealed partial record ScaleByNAdam(
    [BelowOne] double Beta1 = 0.9,
    [BelowOne] double Beta2 = 0.999,
    [NotNegative] double Epsilon = 1e-8,
    [NotNegative] double MomentumDecay = 0.004
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        var t = scope.Step + 1;
        var (lack, lackAhead) = (Lack(t), Lack(t + 1));

        // 1 minus the product of all μ so far, and with the next one, stored as such: subtracting a product near 1 from 1 would lose
        // precision.
        var missing = scope.Slot("missing", Shape.Scalar, new Zeros());
        var next = missing + ((1 - missing) * lack);
        scope.Next(missing, next);
        var (ofMean, ofGradient) = ((1 - lackAhead) / (next + ((1 - next) * lackAhead)), lack / next);
        var correction = StepPower.Complement(Beta2, t);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var nextV = scope.Fade(v, v.Decayed(Beta2, (1 - Beta2) * g * g));
                return update.With(((ofMean * nextM) + (ofGradient * g)) / (nextV / correction).Root(Epsilon));
            }),
        ];
    }

    // 1 - μ, which for β₁ near 1 would lose precision if computed from μ.
    private Expr Lack(Expr t) => (1 - Beta1) + ((Beta1 / 2) * StepPower.Power(0.96, t, MomentumDecay));
}
