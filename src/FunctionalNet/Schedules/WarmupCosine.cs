namespace FunctionalNet;

/// <summary>Evenly from 0 up to the peak in the warm-up, then down to the last rate along half a cosine.</summary>
/// <remarks>Optax: warmup_cosine_decay_schedule.</remarks>
/// <param name="Peak">The highest rate.</param>
/// <param name="Warmup">The number of steps up to the peak, at most all.</param>
/// <param name="Total">The number of steps in all.</param>
/// <param name="Last">The rate in the end.</param>
public sealed record WarmupCosine(double Peak, int Warmup, int Total, double Last = 0) : Schedule
{
    /// <summary>Gets the highest rate.</summary>
    public double Peak { get; } = Ranges.NotNegative(Peak);

    /// <summary>Gets the number of steps up to the peak.</summary>
    public int Warmup { get; } =
        Ranges.Number(Warmup) <= Ranges.Count(Total)
            ? Warmup
            : throw new ArgumentOutOfRangeException(
                nameof(Warmup),
                Warmup,
                $"Warmup must be at most Total, or the peak is never reached, but is {Warmup} of {Total} steps."
            );

    /// <summary>Gets the number of steps in all.</summary>
    public int Total { get; } = Total;

    /// <summary>Gets the rate in the end.</summary>
    public double Last { get; } = Ranges.NotNegative(Last);

    /// <inheritdoc/>
    public override Expr At(Expr step) =>
        (step < Warmup).Where(
            step * (Peak / Math.Max(1, Warmup)),
            new CosineDecay(Peak, Math.Max(1, Total - Warmup), Last).At((step - Warmup).Max(0))
        );
}

/// <content>WarmupCosine.</content>
public static partial class Net
{
    /// <summary>Evenly from 0 up to the peak in the warm-up, then down to the last rate along half a cosine.</summary>
    /// <example><code>Transform adam = AdamW(WarmupCosine(peak: 3e-3, warmup: 200, total: 5_000), decay: 0.01);</code></example>
    public static Schedule WarmupCosine(double peak, int warmup, int total, double last = 0) =>
        new WarmupCosine(peak, warmup, total, last);
}
