using System.Globalization;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Compares numbers with PyTorch's.</summary>
internal static class Near
{
    /// <summary>
    /// Describes the first number that differs by more than <paramref name="relative"/> times the expected one and by more than its
    /// <paramref name="absolute"/> tolerance; null if all agree. Infinities must be equal.
    /// </summary>
    /// <param name="what">The name of the numbers in the message.</param>
    /// <param name="expected">PyTorch's numbers.</param>
    /// <param name="actual">Ours.</param>
    /// <param name="relative">The relative tolerance.</param>
    /// <param name="absolute">The absolute tolerance of each number; 1e-12 if absent.</param>
    /// <param name="hasLimits">
    /// Whether a NaN of PyTorch accepts any value. No input is NaN, so that such a NaN is ∞ - ∞, 0 · ∞ or 0 / 0, where ours gives the
    /// limit; other tests check the limits.
    /// </param>
    public static string? Difference(
        string what,
        double[] expected,
        ReadOnlySpan<double> actual,
        double relative = 1e-9,
        double[]? absolute = null,
        bool hasLimits = true
    )
    {
        if (expected.Length != actual.Length)
        {
            return $"{what} has {actual.Length} numbers instead of {expected.Length}";
        }

        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            var isNear = double.IsFinite(e)
                ? Math.Abs(e - a) <= Math.Max(absolute?[i] ?? 1e-12, relative * Math.Abs(e))
                : e.Equals(a) || (double.IsNaN(e) && hasLimits);
            if (!isNear)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{what}[{i}] is {a:R} instead of {e:R}");
            }
        }

        return null;
    }
}
