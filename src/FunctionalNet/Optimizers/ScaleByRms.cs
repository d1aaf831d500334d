using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>v = β v + (1 - β) g², u = g / (√v + ε), elementwise. Centered, with the mean m = β m + (1 - β) g, it is u = g / (√(v - m²) + ε).</summary>
/// <remarks>
/// Optax: scale_by_rms, scale_by_stddev. Tieleman and Hinton, "Lecture 6.5: RMSProp", 2012; centered: Graves, "Generating Sequences With
/// Recurrent Neural Networks", 2013. As in PyTorch v starts at 0 and ε is added to the root; TensorFlow and Graves add it under the root.
/// </remarks>
/// <param name="Decay">β, the decay of the mean square.</param>
/// <param name="Epsilon">ε, added to the root by default.</param>
/// <param name="Centered">Whether to use the variance instead of the mean square.</param>
/// <param name="EpsilonInRoot">Whether ε is added under the root.</param>
/// <example><code>Transform rmsProp = ScaleByRms() >> ScaleByLearningRate(0.001);</code></example>
public sealed partial record ScaleByRms(
    [BelowOne] double Decay = 0.99,
    [NotNegative] double Epsilon = 1e-8,
    bool Centered = false,
    bool EpsilonInRoot = false
) : Transform
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
                var (g, v) = (update.Value, update.Slot(scope, "square"));
                var next = scope.Fade(v, v.Decayed(Decay, (1 - Decay) * g * g));
                if (Centered)
                {
                    var m = update.Slot(scope, "mean");
                    var mean = scope.Fade(m, m.Decayed(Decay, (1 - Decay) * g));

                    // Never negative in exact arithmetic; an infinite mean square stays infinite instead of becoming ∞ - ∞.
                    next = (next < double.PositiveInfinity).Where((next - (mean * mean)).Max(0), next);
                }

                return update.With(g / next.Root(Epsilon, EpsilonInRoot));
            }),
        ];
    }
}
