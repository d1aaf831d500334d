namespace FunctionalNet;

/// <summary>η γ^⌊step / every⌋: the rate decays by a factor every so many steps.</summary>
/// <remarks>PyTorch: StepLR.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Every">The number of steps between decays.</param>
/// <param name="Factor">γ.</param>
/// <example><code>Transform sgd = Sgd(StepDecay(0.1, every: 1_000));</code></example>
public sealed partial record StepDecay([NotNegative] double Rate, [Count] int Every, [NotNegative] double Factor = 0.1)
    : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => Rate * StepPower.Power(Factor, ((step - step.Mod(Every)) / Every).Floor());
}
