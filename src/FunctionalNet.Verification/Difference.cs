namespace FunctionalNet.Verification;

/// <summary>A numerical derivative: central differences of order 2 and 4 for a sequence of steps.</summary>
/// <param name="Slope">The derivative.</param>
/// <param name="Error">The error estimate: the change from step to step, and the rounding error of the values divided by the step.</param>
internal readonly record struct Difference(double Slope, double Error)
{
    /// <summary>The first step of the sequence; values have a magnitude of about 1.</summary>
    public const double LargestStep = 1e-2;

    /// <summary>The smallest first step that leaves enough digits.</summary>
    public const double SmallestStep = 3e-6;

    /// <summary>
    /// The smallest first step that leaves any digits: for networks with so many kinks that no point is farther from all of them.
    /// </summary>
    public const double TiniestStep = 2e-8;

    /// <summary>The ratio of successive steps.</summary>
    public const double Ratio = 4;

    private const int Rungs = 7;
    private const double Rounding = 2e-15;
    private const double Enough = 1e-9;

    /// <summary>
    /// The derivative of a function of one number at 0. Order 4 combines two successive steps so that the error of order 2 cancels; the
    /// change from one pair of steps to the next estimates the error of the step, and the best one wins.
    /// </summary>
    /// <param name="f">The value at a point, and the sum of the absolute values of its terms.</param>
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
