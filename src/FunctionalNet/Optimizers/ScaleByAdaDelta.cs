using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>v = ρ v + (1 - ρ) g², u = g √(s + ε) / √(v + ε), s = ρ s + (1 - ρ) u², elementwise: steps in the units of the weights.</summary>
/// <remarks>
/// PyTorch: Adadelta. Optax: scale_by_adadelta. Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012. All sources have ε under both
/// roots: it determines the first step.
/// </remarks>
/// <param name="Decay">ρ, the decay of the mean squares.</param>
/// <param name="Epsilon">ε, under the roots.</param>
/// <example><code>Transform adaDelta = ScaleByAdaDelta() >> ScaleByLearningRate(1);</code></example>
public sealed partial record ScaleByAdaDelta([BelowOne] double Decay = 0.9, [NotNegative] double Epsilon = 1e-6)
    : Transform
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
                var (g, v, s) = (update.Value, update.Slot(scope, "square"), update.Slot(scope, "step"));
                var nextV = scope.Fade(v, v.Decayed(Decay, (1 - Decay) * g * g));
                var u = g * ((s + Epsilon).Sqrt() / nextV.Root(Epsilon, inside: true));
                scope.Fade(s, s.Decayed(Decay, (1 - Decay) * u * u));
                return update.With(u);
            }),
        ];
    }
}
