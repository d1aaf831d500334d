using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Adam that uses its mean square only once its variance is small enough: m and v as in Adam, ρ∞ = 2 / (1 - β₂) - 1, ρₜ = ρ∞ - 2t β₂ᵗ / (1
/// - β₂ᵗ). If ρₜ > 5, u = r m̂ √(1 - β₂ᵗ) / (√v + ε) with r² = (ρₜ - 4) (ρₜ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρₜ); before, u = m̂ = m / (1 -
/// β₁ᵗ).
/// </summary>
/// <remarks>
/// PyTorch: RAdam, with the same place of ε. Optax's scale_by_radam adds ε to the corrected root. Liu and others, "On the Variance of the
/// Adaptive Learning Rate and Beyond", 2019.
/// </remarks>
/// <param name="Beta1">β₁, the decay of the mean gradient.</param>
/// <param name="Beta2">β₂, the decay of the mean square; ρₜ stays below ρ∞, so that up to 0.6, where ρ∞ is 4, the mean square is never
/// used.</param>
/// <param name="Epsilon">ε, added to the root.</param>
/// <param name="Threshold">The ρₜ above which the mean square is used; at least 4, below which r² is negative.</param>
/// <example><code>Transform rAdam = ScaleByRAdam() >> ScaleByLearningRate(1e-3);</code></example>
public sealed partial record ScaleByRAdam(
    [BelowOne] double Beta1 = 0.9,
    [BelowOne] double Beta2 = 0.999,
    [NotNegative] double Epsilon = 1e-8,
    [AtLeast(4)] double Threshold = 5
) : Transform
{
    // Up to this h the series is as accurate as float32, and from it on the formula is.
    private const double Soon = 0.5;

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        var t = scope.Step + 1;
        var (correction1, correction2) = (StepPower.Complement(Beta1, t), StepPower.Complement(Beta2, t));
        var rectified = Rectified(t, correction2);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var nextV = scope.Fade(v, v.Decayed(Beta2, (1 - Beta2) * g * g));
                return update.With(nextM / correction1 * rectified(nextV));
            }),
        ];
    }

    // The factor of m̂, computed from v.
    private Func<Expr, Expr> Rectified(Expr t, Expr correction)
    {
        var limit = (2 / (1 - Beta2)) - 1;
        if (limit <= Threshold)
        {
            return _ => 1;
        }

        // If not chosen, the root of a negative number would be NaN, which would matter only in a derivative.
        var rho = Rho(t, limit);
        var enough = rho.Max(Threshold);
        var factor = ((enough - 4) * (enough - 2) * (limit / ((limit - 4) * (limit - 2))) / enough * correction).Sqrt();
        var isTrusted = rho > Threshold;
        return v => isTrusted.Where(factor / v.Root(Epsilon), 1);
    }

    /// <summary>
    /// ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ). At the start this subtracts two large, nearly equal numbers; there it equals, with λ = -ln β₂ and h =
    /// λ t / 2, t + (coth(λ / 2) - 2 / λ) - (2 / λ) (h coth h - 1), whose last factor has a short series.
    /// </summary>
    private Expr Rho(Expr t, double limit)
    {
        var lambda = -Math.Log(Beta2);
        var h = t * (lambda / 2);
        var (far, near) = (h.Max(Soon), h.Min(Soon));
        var square = near * near;
        var series =
            square
            * (
                1.0 / 3
                + (square * (-1.0 / 45 + (square * (2.0 / 945 + (square * (-1.0 / 4725 + (square * (2.0 / 93555))))))))
            );
        var late = limit - (2 * t / ((2 * far).Exp() - 1));
        return (h < Soon).Where(t + (limit - (2 / lambda)) - (2 / lambda * series), late);
    }
}
