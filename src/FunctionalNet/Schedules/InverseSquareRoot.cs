namespace FunctionalNet;

/// <summary>η √(scale / (scale + step)): decays ever more slowly, without an end.</summary>
/// <remarks>
/// Vaswani and others, "Attention Is All You Need", 2017: after a warm-up of as many steps as the scale it is their schedule,
/// <c>Warmup(4000, InverseSquareRoot(rate, 4000))</c>, with rate = 1 / √(width · 4000).
/// </remarks>
/// <param name="Rate">η, at the start.</param>
/// <param name="Scale">After three times this number of steps the rate is half.</param>
/// <example><code>Transform adam = Adam(Warmup(4_000, InverseSquareRoot(1e-3, scale: 4_000)));</code></example>
public sealed partial record InverseSquareRoot([NotNegative] double Rate, [Count] int Scale) : Schedule
{
    /// <inheritdoc/>
    public override Expr At(Expr step) => Rate * (Scale / (step + Scale)).Sqrt();
}
