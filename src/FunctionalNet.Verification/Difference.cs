namespace FunctionalNet.Verification;

/// <summary>A slope from values: central differences of order 2 and 4 on a ladder of steps.</summary>
/// <param name="Slope">The slope.</param>
/// <param name="Error">How far it may be off: what changes from step to step, and the rounding of the values over the step.</param>
internal readonly record struct Difference(double Slope, double Error)
{
    /// <summary>The first step of the ladder; values are of the order of 1.</summary>
    public const double LargestStep = 1e-2;

    /// <summary>The last first step that still leaves enough digits.</summary>
    public const double SmallestStep = 3e-6;

    /// <summary>
    /// The last one that leaves any: for networks with so many kinks that none is free of all of them further than that.
    /// </summary>
    public const double TiniestStep = 2e-8;

    /// <summary>Each step is that much smaller than the one before.</summary>
    public const double Ratio = 4;

    private const int Rungs = 7;
    private const double Rounding = 2e-15;
    private const double Enough = 1e-9;

    /// <summary>
    /// The slope of a function of one number at 0. Order 4 takes two neighbouring steps together so that the error of order 2
    /// cancels; how much it changes from one pair of steps to the next tells how good the step is, and the best one wins.
    /// </summary>
    /// <param name="f">The value at a place, and the size of the numbers that were added up for it.</param>
    /// <param name="first">The largest step.</param>
    public static Difference Of(Func<double, (double Value, double Size)> f, double first)
    {
        var best = new Difference(double.NaN, double.PositiveInfinity);
        var (second, fourth) = (double.NaN, double.NaN);
        var step = first;
        for (var rung = 0; rung < Rungs; rung++, step /= Ratio)
        {
            var (high, low) = (f(step), f(-step));
            var slope = (high.Value - low.Value) / (2 * step);
            var better = ((Ratio * Ratio * slope) - second) / ((Ratio * Ratio) - 1);
            var error = Math.Abs(better - fourth) + (Rounding * Math.Max(high.Size, low.Size) / step);
            if (error < best.Error)
            {
                best = new Difference(better, error);
            }

            if (best.Error <= Enough * Math.Abs(best.Slope))
            {
                break;
            }

            (second, fourth) = (slope, better);
        }

        return best;
    }
}
