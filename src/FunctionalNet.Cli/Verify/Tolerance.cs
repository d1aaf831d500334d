using System.Globalization;

namespace FunctionalNet.Cli.Verify;

/// <summary>When two numbers count as equal: |actual - expected| ≤ absolute + relative |expected|.</summary>
/// <param name="Relative">The part of the expected number.</param>
/// <param name="Absolute">The part that does not depend on it.</param>
internal sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>What is wrong with a tensor; null if it is the expected one.</summary>
    public string? Difference(Tensor<double> expected, Tensor<double> actual)
    {
        if (expected.Shape != actual.Shape)
        {
            return $"its shape is {actual.Shape} instead of {expected.Shape}";
        }

        var (worst, place) = (0.0, -1);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected.Span[i], actual.Span[i]);
            if (e.Equals(a) || Math.Abs(a - e) <= Absolute + (Relative * Math.Abs(e)))
            {
                continue;
            }

            var error = double.IsNaN(a - e) ? double.PositiveInfinity : Math.Abs(a - e);
            (worst, place) = place < 0 || error > worst ? (error, i) : (worst, place);
        }

        return place < 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"element {place} of {expected.Shape} is {actual.Span[place]:R} instead of {expected.Span[place]:R}"
            );
    }
}
