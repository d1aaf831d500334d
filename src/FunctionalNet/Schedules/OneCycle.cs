namespace FunctionalNet;

/// <summary>
/// Cosine increase from the peak / divide to the peak in a share of the steps, then cosine decay to the peak / (divide · end) at the last
/// one.
/// </summary>
/// <remarks>
/// PyTorch: OneCycleLR with two phases, whose steps these are: the peak is at share · total - 1, the end at total - 1, and it is constant
/// afterwards. PyTorch cycles the momentum too by default; here the momentum belongs to the optimizer chain. Smith and Topin,
/// "Super-Convergence", 2017.
/// </remarks>
/// <param name="Peak">The highest rate.</param>
/// <param name="Total">The total number of steps.</param>
/// <param name="WarmupShare">The share of steps before the peak, above 1 / total.</param>
/// <param name="StartDivisor">The ratio of the peak to the initial rate.</param>
/// <param name="EndDivisor">The ratio of the initial rate to the final one.</param>
/// <example><code>Transform sgd = Sgd(OneCycle(0.1, total: 10_000), momentum: 0.9);</code></example>
public sealed partial record OneCycle(
    [NotNegative] double Peak,
    int Total,
    double WarmupShare = 0.3,
    [Limit] double StartDivisor = 25,
    [Limit] double EndDivisor = 1e4
) : Schedule
{
    // With the peak at the end there is no decay.
    private const double Min = 1e-6;

    /// <summary>Gets the total number of steps, large enough for one before the peak.</summary>
    public int Total
    {
        get;
        init
        {
            Before(WarmupShare, value);
            field = value;
        }
    } = Total;

    /// <summary>Gets the share of steps before the peak, above 1 / total.</summary>
    public double WarmupShare
    {
        get;
        init => field = Before(value, Total);
    } = Before(WarmupShare, Total);

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (top, first) = ((WarmupShare * Total) - 1, Peak / StartDivisor);
        var up = Rise(first, Peak, step / top);

        // From the end, near which the difference to the final rate is small.
        var down = Rise(first / EndDivisor, Peak, (Total - 1 - step).Max(0) / Math.Max(Min, Total - 1 - top));
        return step.LessOrEqual(top).Where(up, down);
    }

    // Half a cosine: (1 - cos πx) / 2 = sin²(πx / 2).
    private static Expr Rise(double from, double to, Expr way) =>
        from + ((to - from) * (way * (Math.PI / 2)).Sin().Pow(2));

    private static double Before(double share, int total) =>
        Ranges.Share(share, nameof(WarmupShare)) * Ranges.Count(total, nameof(Total)) > 1
            ? share
            : throw Ranges.Outside(
                nameof(WarmupShare),
                share,
                $"must be above 1 / Total, of {total}, so that there is a step before the peak"
            );
}
