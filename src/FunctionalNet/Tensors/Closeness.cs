namespace FunctionalNet.Execution;

/// <summary>The one rule by which results of executors are compared with expected ones.</summary>
internal static class Closeness
{
    /// <summary>
    /// Whether |actual - expected| ≤ allowed. Only finite numbers can be close: NaN matches only NaN, and an infinity only that of the same
    /// sign, for any tolerance.
    /// </summary>
    public static bool Are(double expected, double actual, double allowed) =>
        double.IsFinite(expected) && double.IsFinite(actual)
            ? Math.Abs(actual - expected) <= allowed
            : expected.Equals(actual);

    /// <summary>The distance of two numbers: 0 for equal ones, infinity if <see cref="Are"/> is false for any tolerance.</summary>
    public static double Distance(double a, double b) =>
        a.Equals(b) ? 0
        : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b)
        : double.PositiveInfinity;
}
