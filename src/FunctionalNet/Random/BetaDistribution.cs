namespace FunctionalNet;

/// <summary>Samples from Beta(α, α).</summary>
internal static class BetaDistribution
{
    /// <summary>A sample, from two samples of Gamma(α, 1).</summary>
    public static double Draw(Key key, double alpha)
    {
        var (x, y) = (LogGamma(key.Split(0), alpha), LogGamma(key.Split(1), alpha));

        // In logarithms, because both samples underflow at small α.
        return 1 / (1 + Math.Exp(y - x));
    }

    /// <summary>
    /// The logarithm of a sample of Gamma(α, 1): Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.
    /// </summary>
    private static double LogGamma(Key key, double alpha)
    {
        // Below 1 through α + 1: G(α) = G(α + 1) U^(1/α).
        var boost = alpha < 1 ? Math.Log(Unit(key.Split("boost"))) / alpha : 0;
        var d = (alpha < 1 ? alpha + 1 : alpha) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        Span<double> normal = stackalloc double[1];
        for (var trial = 0UL; ; trial++)
        {
            key.Split(trial).Normal(normal);
            var z = normal[0];
            var root = 1 + (c * z);
            var v = root * root * root;
            if (
                root > 0
                && Math.Log(Unit(key.Split(trial).Split("accept"))) < (0.5 * z * z) + (d * (1 - v + Math.Log(v)))
            )
            {
                return Math.Log(d * v) + boost;
            }
        }
    }

    // Above 0, for its logarithm.
    private static double Unit(Key key)
    {
        Span<double> number = stackalloc double[1];
        key.Uniform(number);
        return number[0] + (0.5 / (1 << 24));
    }
}
