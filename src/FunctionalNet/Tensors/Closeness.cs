namespace FunctionalNet.Execution;

/// <summary>When a number counts as the expected one: the one rule by which results of executors are compared.</summary>
internal static class Closeness
{
    /// <summary>
    /// Whether |actual - expected| ≤ allowed. Only finite numbers are near each other: NaN is met by NaN alone, and an infinity by that of
    /// its sign, whatever is allowed.
    /// </summary>
    public static bool Are(double expected, double actual, double allowed) =>
        double.IsFinite(expected) && double.IsFinite(actual)
            ? Math.Abs(actual - expected) <= allowed
            : expected.Equals(actual);

    /// <summary>How far two numbers are apart: 0 for the same, infinity where <see cref="Are"/> says no whatever is allowed.</summary>
    public static double Distance(double a, double b) =>
        a.Equals(b) ? 0
        : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b)
        : double.PositiveInfinity;
}
