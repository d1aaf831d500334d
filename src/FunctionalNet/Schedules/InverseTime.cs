namespace FunctionalNet;

/// <summary>η / (1 + γ step / every)ᵖ: an ever slower decrease without an end.</summary>
/// <remarks>Keras: InverseTimeDecay, with p = 1. PyTorch: the rate of ASGD. Robbins and Monro, "A Stochastic Approximation Method", 1951.</remarks>
/// <param name="Rate">η, the initial rate.</param>
/// <param name="Decay">γ.</param>
/// <param name="Every">The number of steps in which the divisor grows by γ.</param>
/// <param name="Power">p.</param>
/// <example><code>Transform sgd = Sgd(InverseTime(0.1, decay: 0.5, every: 1_000));</code></example>
public sealed partial record InverseTime(
    [NotNegative] double Rate,
    [NotNegative] double Decay,
    [Count] int Every = 1,
    [NotNegative] double Power = 1
) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var divisor = 1 + (step * (Decay / Every));
        return Rate / (Power.Equals(1) ? divisor : divisor.Pow(Power));
    }
}
