using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Verify;

/// <summary>
/// When two tensors count as equal: the same type and shape, integers and bools exactly, other numbers if |actual - expected| ≤ absolute +
/// relative |expected|, NaN only with NaN and an infinity only with itself.
/// </summary>
/// <param name="Relative">The part relative to the expected number.</param>
/// <param name="Absolute">The absolute part.</param>
internal sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>
    /// Gets the default for float32. A sum of terms near 1 may be a few times 6 · 10⁻⁸ away from an exact 0, also in expected outputs:
    /// those of ONNX's own transforms are 2 · 10⁻⁷ off.
    /// </summary>
    public static Tolerance Usual { get; } = new(1e-3, 1e-6);

    /// <summary>The difference of a tensor from the expected one; null if it is equal.</summary>
    /// <param name="expected">The expected tensor.</param>
    /// <param name="actual">The actual tensor.</param>
    /// <param name="hasSignedZeros">Whether 0 and -0 differ, by <see cref="SignedZeros"/>.</param>
    public string? Difference(TypedTensor expected, TypedTensor actual, bool hasSignedZeros = false)
    {
        if (expected.Type != actual.Type)
        {
            return $"its type is {actual.Type} instead of {expected.Type}";
        }

        var isWhole = !expected.Type.Contains("Float", StringComparison.OrdinalIgnoreCase) && expected.Type != "Double";
        return (isWhole ? new Tolerance(0, 0) : this).Difference(expected.Tensor, actual.Tensor, hasSignedZeros);
    }

    /// <summary>The difference of a tensor's numbers from the expected ones; null if they are equal.</summary>
    public string? Difference(Tensor<double> expected, Tensor<double> actual, bool hasSignedZeros = false)
    {
        if (expected.Shape != actual.Shape)
        {
            return $"its shape is {actual.Shape} instead of {expected.Shape}";
        }

        var (worst, place, off) = (0.0, -1, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected.Span[i], actual.Span[i]);
            if (
                Closeness.Are(e, a, Absolute + (Relative * Math.Abs(e)))
                && (!hasSignedZeros || e != 0 || a != 0 || double.IsNegative(e) == double.IsNegative(a))
            )
            {
                continue;
            }

            off++;
            var error = Closeness.Distance(e, a);
            (worst, place) = place < 0 || error > worst ? (error, i) : (worst, place);
        }

        return place < 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"element {place} of {expected.Shape} is {actual.Span[place]:R} instead of {expected.Span[place]:R}{(double.IsFinite(worst) ? $", off by {worst:G3}" : string.Empty)}; {off} of {expected.Length} {(off == 1 ? "is" : "are")} off by more than {Absolute:G3} + {Relative:G3} |expected|"
            );
    }
}
