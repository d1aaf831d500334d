namespace FunctionalNet;

/// <summary>A triangular wave between the low rate and the peak: low + (peak - low) · height · factor^cycle · decay^step.</summary>
/// <remarks>
/// PyTorch: CyclicLR; "triangular" by default, "triangular2" with a factor of ½, "exp_range" with its gamma as the decay. PyTorch also
/// cycles the momentum inversely by default; here it is constant. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015.
/// </remarks>
/// <param name="Low">The rate at the start of each cycle.</param>
/// <param name="Peak">The rate in the middle of the first cycle.</param>
/// <param name="Up">The number of increasing steps per cycle.</param>
/// <param name="Down">The number of decreasing steps; equal if absent.</param>
/// <param name="Factor">The factor of the height per cycle.</param>
/// <param name="Decay">The factor of the height per step.</param>
/// <example><code>Transform sgd = Sgd(Cyclic(1e-3, 0.1, up: 2_000, factor: 0.5));</code></example>
public sealed partial record Cyclic(
    [NotNegative] double Low,
    [NotNegative] double Peak,
    [Count] int Up,
    [Count] int? Down = null,
    [NotNegative] double Factor = 1,
    [NotNegative] double Decay = 1
) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var down = Down ?? Up;
        var length = checked(Up + down);
        var since = step.Mod(length);
        var height = since.LessOrEqual(Up).Where(since / Up, (length - since) / down);
        var cycle = ((step - since) / length).Round();
        return Low + ((Peak - Low) * height * StepPower.Power(Factor, cycle) * StepPower.Power(Decay, step));
    }
}
