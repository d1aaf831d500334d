namespace FunctionalNet;

/// <summary>η γ^(step / every), continuously; <see cref="StepDecay"/> is the same in stairs.</summary>
/// <remarks>PyTorch: ExponentialLR, with every = 1. Optax: exponential_decay.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Factor">γ.</param>
/// <param name="Every">The number of steps in which the rate decays by the factor.</param>
/// <param name="Last">The minimum rate.</param>
/// <example><code>Transform adam = Adam(ExponentialDecay(1e-3, factor: 0.5, every: 1_000));</code></example>
public sealed partial record ExponentialDecay(
    [NotNegative] double Rate,
    [NotNegative] double Factor,
    [Count] int Every = 1,
    [NotNegative] double Last = 0
) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => (Rate * StepPower.Power(Factor, step, 1.0 / Every)).Max(Last);
}
