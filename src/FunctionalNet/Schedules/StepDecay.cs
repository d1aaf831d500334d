namespace FunctionalNet;

/// <summary>η γ^⌊step / every⌋: the rate falls by a factor every so many steps.</summary>
/// <remarks>PyTorch: StepLR.</remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Every">The number of steps between falls.</param>
/// <param name="Factor">γ.</param>
public sealed record StepDecay(double Rate, int Every, double Factor = 0.1) : Schedule
{
    /// <summary>Gets η, at the start.</summary>
    public double Rate { get; } = Ranges.NotNegative(Rate);

    /// <summary>Gets the number of steps between falls.</summary>
    public int Every { get; } = Ranges.Count(Every);

    /// <summary>Gets γ.</summary>
    public double Factor { get; } = Ranges.NotNegative(Factor);

    /// <inheritdoc/>
    public override Expr At(Expr step) => Rate * StepPower.Power(Factor, ((step - step.Mod(Every)) / Every).Floor());
}

/// <content>StepDecay.</content>
public static partial class Net
{
    /// <summary>η γ^⌊step / every⌋: the rate falls by a factor every so many steps.</summary>
    /// <example><code>Transform sgd = Sgd(StepDecay(0.1, every: 1_000));</code></example>
    public static Schedule StepDecay(double rate, int every, double factor = 0.1) => new StepDecay(rate, every, factor);
}
