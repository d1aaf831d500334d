using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>h = α h + (1 - τ) g, u = h; with Nesterov u = g + α h. Without dampening, τ = 0, h is a sum, not an average.</summary>
/// <remarks>
/// Optax: trace. Before <see cref="ScaleByLearningRate"/> it is w = w - η h with h = α h + g, as in PyTorch; after it the rate is inside, h
/// = α h + η g and w = w - h, as in <see cref="Net.HeavyBall"/>. With a constant rate the two are the same. The exponential average is
/// <see cref="AverageGradients"/>. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; Sutskever and others,
/// "On the importance of initialization and momentum in deep learning", 2013.
/// </remarks>
/// <param name="Decay">α, the decay of the momentum.</param>
/// <param name="Nesterov">Whether to use Nesterov's lookahead.</param>
/// <param name="Dampening">τ, the share of a gradient that is left out; the first gradient counts fully, as in PyTorch.</param>
/// <example><code>Transform heavyBall = Momentum(0.9) >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record Momentum(
    [BelowOne] double Decay = 0.9,
    bool Nesterov = false,
    [Share] double Dampening = 0
) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return
        [
            .. updates.Select(update =>
            {
                var h = update.Slot(scope, "momentum");
                var next = scope.Fade(h, h.Decayed(Decay, Dampened(scope, update.Value)));
                return update.With(Nesterov ? update.Value + (Decay * next) : next);
            }),
        ];
    }

    private Expr Dampened(Scope scope, Expr gradient) =>
        Dampening.Equals(0) ? gradient : gradient * scope.Step.Equal(0).Where(1, 1 - Dampening);
}
