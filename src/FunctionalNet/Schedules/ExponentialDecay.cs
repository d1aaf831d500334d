namespace FunctionalNet;

/// <summary>η γ^(step / every), smoothly; <see cref="StepDecay"/> is the same in stairs.</summary>
/// <remarks>PyTorch: ExponentialLR, with every = 1. Optax: exponential_decay.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Factor">γ.</param>
/// <param name="Every">The number of steps in which the rate falls by the factor.</param>
/// <param name="Last">Below this it does not fall.</param>
public sealed record ExponentialDecay(double Rate, double Factor, int Every = 1, double Last = 0) : Schedule
{
    /// <summary>Gets η, at the start.</summary>
    public double Rate { get; } = Ranges.NotNegative(Rate);

    /// <summary>Gets γ.</summary>
    public double Factor { get; } = Ranges.NotNegative(Factor);

    /// <summary>Gets the number of steps in which the rate falls by the factor.</summary>
    public int Every { get; } = Ranges.Count(Every);

    /// <summary>Gets below this it does not fall.</summary>
    public double Last { get; } = Ranges.NotNegative(Last);

    /// <inheritdoc/>
    public override Expr At(Expr step) => (Rate * StepPower.Power(Factor, step, 1.0 / Every)).Max(Last);
}

/// <content>ExponentialDecay.</content>
public static partial class Net
{
    /// <summary>η γ^(step / every), smoothly.</summary>
    /// <example><code>Transform adam = Adam(ExponentialDecay(1e-3, factor: 0.5, every: 1_000));</code></example>
    public static Schedule ExponentialDecay(double rate, double factor, int every = 1, double last = 0) =>
        new ExponentialDecay(rate, factor, every, last);
}
