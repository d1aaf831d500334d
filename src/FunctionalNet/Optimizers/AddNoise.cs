using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>u = g + σ z with z normally distributed and σ² = η / tᵞ at step t = 1, 2, ...; drawn from the key of the training, the step and the path.</summary>
/// <remarks>Optax: add_noise. Neelakantan and others, "Adding Gradient Noise Improves Learning for Very Deep Networks", 2015.</remarks>
/// <param name="Variance">η, the variance of the first step.</param>
/// <param name="Decay">γ, the exponent of its decrease; 0 for constant noise.</param>
/// <example><code>Transform chain = AddNoise(0.01) >> Sgd(0.1);</code></example>
public sealed partial record AddNoise([NotNegative] double Variance, [NotNegative] double Decay = 0.55) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var deviation = Math.Sqrt(Variance) * (scope.Step + 1).Pow(-Decay / 2);
        return
        [
            .. updates.Select(update =>
                update.With(
                    update.Value
                        + (deviation * scope.Noise($"noise/{update.Path}", update.Parameter.Shape, new Normal()))
                )
            ),
        ];
    }
}
