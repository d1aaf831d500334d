using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Adam with Nesterov's look ahead: m and v as in Adam, μₜ = β₁ (1 - 0.96^(ψt) / 2), Πₜ = μ₁ · ... · μₜ, and
/// u = (μₜ₊₁ m / (1 - Πₜ₊₁) + (1 - μₜ) g / (1 - Πₜ)) / (√(v / (1 - β₂ᵗ)) + ε), elementwise at step t = 1, 2, ...
/// </summary>
/// <remarks>
/// PyTorch: NAdam. Dozat, "Incorporating Nesterov Momentum into Adam", 2016. PyTorch up to 1.13 multiplies Πₜ₊₁ by μₜ twice; the
/// paper and we do not. Optax's nadam leaves the schedule of μ out.
/// </remarks>
/// <param name="Beta1">β₁, what μ tends to.</param>
/// <param name="Beta2">β₂, how much of the mean square stays.</param>
/// <param name="Epsilon">ε, outside of the root.</param>
/// <param name="MomentumDecay">ψ, how fast μ tends to β₁.</param>
public sealed record ScaleByNAdam(
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8,
    double MomentumDecay = 0.004
) : Transform
{
    /// <summary>Gets β₁, what μ tends to.</summary>
    public double Beta1 { get; } = Ranges.BelowOne(Beta1);

    /// <summary>Gets β₂, how much of the mean square stays.</summary>
    public double Beta2 { get; } = Ranges.BelowOne(Beta2);

    /// <summary>Gets ε, outside of the root.</summary>
    public double Epsilon { get; } = Ranges.NotNegative(Epsilon);

    /// <summary>Gets ψ, how fast μ tends to β₁.</summary>
    public double MomentumDecay { get; } = Ranges.NotNegative(MomentumDecay);

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var t = scope.Step + 1;
        var (mu, ahead) = (Mu(t), Mu(t + 1));
        var product = scope.Slot("product", Shape.Scalar, new Ones());
        var next = product * mu;
        scope.Fade(product, next);
        var (ofMean, ofGradient) = (ahead / (1 - (next * ahead)), (1 - mu) / (1 - next));
        var correction = 1 - ((Expr)Beta2).Pow(t);
        return
        [
            .. updates.Select(update =>
            {
                var (g, m, v) = (update.Value, update.Slot(scope, "m"), update.Slot(scope, "v"));
                var nextM = scope.Fade(m, (Beta1 * m) + ((1 - Beta1) * g));
                var nextV = scope.Fade(v, (Beta2 * v) + ((1 - Beta2) * g * g));
                return update.With(((ofMean * nextM) + (ofGradient * g)) / (nextV / correction).Root(Epsilon));
            }),
        ];
    }

    private Expr Mu(Expr t) => Beta1 * (1 - (0.5 * ((Expr)0.96).Pow(t * MomentumDecay)));
}

/// <content>ScaleByNAdam.</content>
public static partial class Net
{
    /// <summary>Adam with Nesterov's look ahead: the mean as it will be in the next step stands for the present one.</summary>
    /// <example><code>Transform nAdam = ScaleByNAdam() >> ScaleByLearningRate(2e-3);</code></example>
    public static Transform ScaleByNAdam(
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 0.004
    ) => new ScaleByNAdam(beta1, beta2, epsilon, momentumDecay);
}
