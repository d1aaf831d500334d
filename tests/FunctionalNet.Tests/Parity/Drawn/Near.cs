using System.Globalization;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Whether numbers are PyTorch's.</summary>
internal static class Near
{
    /// <summary>
    /// What is wrong with the first number that is not as near as <paramref name="relative"/> times the expected one, or its own
    /// <paramref name="absolute"/>; null if all are. Infinities are equal or not.
    /// </summary>
    /// <param name="what">What the numbers are.</param>
    /// <param name="expected">PyTorch's numbers.</param>
    /// <param name="actual">Ours.</param>
    /// <param name="relative">The share.</param>
    /// <param name="absolute">How near to its expected number each is in any case; 1e-12 if absent.</param>
    /// <param name="hasLimits">
    /// Whether a NaN of PyTorch says nothing. No input is NaN: it is ∞ - ∞, 0 · ∞ or 0 / 0, of which ours are limits, which other tests hold.
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
