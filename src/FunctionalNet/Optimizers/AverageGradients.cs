using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>m = β m + (1 - β) g, u = m: momentum as an exponential average; corrected, u = m / (1 - βᵗ) at step t = 1, 2, ...</summary>
/// <remarks>
/// Optax: ema. The other convention, h = α h + g, is <see cref="Momentum"/>: with α = β its steps are 1 / (1 - β) times as long.
/// PyTorch's SGD with dampening = momentum is the same but for the first step, where its m is g and ours is (1 - β) g.
/// </remarks>
/// <param name="Decay">β, how much of the average stays.</param>
/// <param name="Correct">Whether the average is freed from its start at 0.</param>
public sealed record AverageGradients(double Decay = 0.9, bool Correct = false) : Transform
{
    /// <summary>Gets β, how much of the average stays.</summary>
    public double Decay { get; } = Ranges.BelowOne(Decay);

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

/// <content>AverageGradients.</content>
public static partial class Net
{
    /// <summary>m = β m + (1 - β) g, u = m: momentum as an exponential average; corrected, u = m / (1 - βᵗ) at step t = 1, 2, ...</summary>
    /// <example><code>Transform smooth = AverageGradients(0.9) >> ScaleByLearningRate(0.1);</code></example>
    public static Transform AverageGradients(double decay = 0.9, bool correct = false) =>
        new AverageGradients(decay, correct);
}
