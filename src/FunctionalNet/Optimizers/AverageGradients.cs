using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// m = β m + (1 - β) g, u = m: momentum as an exponential moving average; with correction, u = m / (1 - βᵗ) at step t = 1, 2, ...
/// </summary>
/// <remarks>
/// Optax: ema. The other convention, h = α h + g, is <see cref="Momentum"/>: with α = β its steps are 1 / (1 - β) times as large. PyTorch's
/// SGD with dampening = momentum is the same except in the first step, where its m is g and ours is (1 - β) g.
/// </remarks>
/// <param name="Decay">β, the decay of the average.</param>
/// <param name="Correct">Whether to correct the bias from the initial 0.</param>
/// <example><code>Transform smooth = AverageGradients(0.9) >> ScaleByLearningRate(0.1);</code></example>
public sealed partial record AverageGradients([BelowOne] double Decay = 0.9, bool Correct = false) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Expr correction = Correct ? StepPower.Complement(Decay, scope.Step + 1) : 1;
        return
        [
            .. updates.Select(update =>
            {
                var m = update.Slot(scope, "mean");
                var next = scope.Fade(m, m.Decayed(Decay, (1 - Decay) * update.Value));
                return update.With(next / correction);
            }),
        ];
    }
}
