using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Adam with a divisor that never decreases: m and v as in Adam, s = max(s, v), u = (m / (1 - β₁ᵗ)) / (√(s / (1 - β₂ᵗ)) + ε), elementwise.
/// </summary>
/// <remarks>
/// PyTorch: Adam(amsgrad=True). Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond", 2018. As in PyTorch the maximum is of the
/// uncorrected v, and is corrected afterwards; Optax's scale_by_amsgrad corrects before, and the paper does not correct.
/// </remarks>
/// <param name="Beta1">β₁, the decay of the mean gradient.</param>
/// <param name="Beta2">β₂, the decay of the mean square.</param>
/// <param name="Epsilon">ε, added to the root.</param>
/// <example><code>Transform amsGrad = ScaleByAmsGrad() >> ScaleByLearningRate(1e-3);</code></example>
public sealed partial record ScaleByAmsGrad(
    [BelowOne] double Beta1 = 0.9,
    [BelowOne] double Beta2 = 0.999,
    [NotNegative] double Epsilon = 1e-8
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Normalized(updates);
        var t = scope.Step + 1;
        var (correction1, correction2) = (StepPower.Complement(Beta1, t), StepPower.Complement(Beta2, t));
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var largest = update.Slot(scope, "largest");
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var nextV = scope.Fade(v, v.Decayed(Beta2, (1 - Beta2) * g * g));
                var next = largest.Max(nextV);
                scope.Next(largest, next);
                return update.With(nextM / correction1 / (next / correction2).Root(Epsilon));
            }),
        ];
    }
}
