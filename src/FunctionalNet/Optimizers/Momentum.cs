using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>h = α h + g, u = h; with Nesterov u = g + α h. The sum is not averaged.</summary>
/// <remarks>
/// Optax: trace. Before <see cref="ScaleByLearningRate"/> it is w = w - η h with h = α h + g, as in PyTorch; behind it the rate
/// is within, h = α h + η g and w = w - h, as <see cref="Net.HeavyBall"/> has it. Under a constant rate the two are the same. The
/// exponential average is <see cref="AverageGradients"/>. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; Sutskever and others, "On the importance of initialization and momentum in deep learning", 2013.
/// </remarks>
/// <param name="Decay">α, how much of the last step stays.</param>
/// <param name="Nesterov">Whether to look ahead.</param>
/// <example><code>Transform heavyBall = Momentum(0.9) >> ScaleByLearningRate(0.01);</code></example>
public sealed partial record Momentum([BelowOne] double Decay = 0.9, bool Nesterov = false) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        return
        [
            .. updates.Select(update =>
            {
                var h = update.Slot(scope, "momentum");
                var next = scope.Fade(h, h.Decayed(Decay, update.Value));
                return update.With(Nesterov ? update.Value + (Decay * next) : next);
            }),
        ];
    }
}
