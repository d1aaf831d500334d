using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>s = s + g², u = g / (√s + ε), elementwise.</summary>
/// <remarks>
/// Optax: scale_by_rss. Duchi, Hazan and Singer, "Adaptive Subgradient Methods", 2011. As in PyTorch ε is added to the root; Optax and some
/// lectures add it under the root.
/// </remarks>
/// <param name="Epsilon">ε, added to the root by default.</param>
/// <param name="EpsilonInRoot">Whether ε is added under the root.</param>
/// <param name="Initial">The initial s: 0 in PyTorch, 0.1 in Keras and Optax.</param>
/// <example><code>Transform adaGrad = ScaleByAdaGrad() >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record ScaleByAdaGrad(
    [NotNegative] double Epsilon = 1e-10,
    bool EpsilonInRoot = false,
    [NotNegative] double Initial = 0
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
                var s = update.Slot(scope, "sum", Initial.Equals(0) ? null : new Full(Initial));
                var next = s + (update.Value * update.Value);
                scope.Next(s, next);
                return update.With(update.Value / next.Root(Epsilon, EpsilonInRoot));
            }),
        ];
    }
}
