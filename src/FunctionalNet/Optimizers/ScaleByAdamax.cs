using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>m = β₁ m + (1 - β₁) g, s = max(β₂ s, |g| + ε), u = m / ((1 - β₁ᵗ) s), elementwise at step t = 1, 2, ...</summary>
/// <remarks>
/// PyTorch: Adamax. Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014, section 7. The paper has no ε; as in PyTorch it is
/// added to |g|, which keeps s positive.
/// </remarks>
/// <param name="Beta1">β₁, the decay of the mean gradient.</param>
/// <param name="Beta2">β₂, the decay of the largest gradient.</param>
/// <param name="Epsilon">ε, the smallest divisor.</param>
/// <example><code>Transform adamax = ScaleByAdamax() >> ScaleByLearningRate(2e-3);</code></example>
public sealed partial record ScaleByAdamax(
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
        var correction = StepPower.Complement(Beta1, scope.Step + 1);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, s) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "largest"));
                var nextM = scope.Fade(m, m.Decayed(Beta1, (1 - Beta1) * g));
                var next = s.Decayed(Beta2).Max(g.Abs() + Epsilon);
                scope.Next(s, next);
                return update.With(nextM / correction / next.OrNoStep(Epsilon));
            }),
        ];
    }
}
