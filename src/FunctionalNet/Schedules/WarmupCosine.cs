namespace FunctionalNet;

/// <summary>Linear warm-up from 0 to the peak, then cosine decay to the final rate.</summary>
/// <remarks>Optax: warmup_cosine_decay_schedule.</remarks>
/// <param name="Peak">The highest rate.</param>
/// <param name="Warmup">The number of steps to the peak, at most the total.</param>
/// <param name="Total">The total number of steps.</param>
/// <param name="Last">The final rate.</param>
/// <example><code>Transform adam = AdamW(WarmupCosine(peak: 3e-3, warmup: 200, total: 5_000), decay: 0.01);</code></example>
public sealed partial record WarmupCosine(
    [NotNegative] double Peak,
    int Warmup,
    int Total,
    [NotNegative] double Last = 0
) : Schedule
{
    /// <summary>Gets the number of steps to the peak, at most the total.</summary>
    public int Warmup
    {
        get;
        init => field = Within(value, Total);
    } = Within(Warmup, Total);

    /// <summary>Gets the total number of steps, at least those of the warm-up.</summary>
    public int Total
    {
        get;
        init
        {
            Within(Warmup, value);
            field = value;
        }
    } = Total;

    /// <inheritdoc/>
    public override Expr At(Expr step) =>
        (step < Warmup).Where(
            step * (Peak / Math.Max(1, Warmup)),
            new CosineDecay(Peak, Math.Max(1, Total - Warmup), Last).At((step - Warmup).Max(0))
        );

    private static int Within(int warmup, int total) =>
        Ranges.Number(warmup, nameof(Warmup)) <= Ranges.Count(total, nameof(Total))
            ? warmup
            : throw Ranges.Outside(
                nameof(Warmup),
                warmup,
                $"must be at most Total, {total}, or the peak is never reached"
            );
}
