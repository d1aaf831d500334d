using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Execution;

namespace FunctionalNet.Cli.Verify;

/// <summary>
/// When two tensors count as equal: of one type and one shape, whole numbers and bools exactly, other numbers where |actual - expected| ≤
/// absolute + relative |expected|, NaN by NaN alone and an infinity by that of its sign.
/// </summary>
/// <param name="Relative">The part of the expected number.</param>
/// <param name="Absolute">The part that does not depend on it.</param>
internal sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>
    /// Gets what serves for float32, unless told. A sum whose terms are near 1 may be a few times 6 · 10⁻⁸ from 0 where 0 is exact, that of
    /// the expected outputs too: ONNX's own transforms are 2 · 10⁻⁷ off.
    /// </summary>
    public static Tolerance Usual { get; } = new(1e-3, 1e-6);

    /// <summary>What is wrong with a tensor; null if it is the expected one.</summary>
    /// <param name="expected">The tensor that should be.</param>
    /// <param name="actual">The tensor that is.</param>
    /// <param name="hasSignedZeros">Whether 0 and -0 are told apart, as <see cref="SignedZeros"/> says.</param>
    public string? Difference(TypedTensor expected, TypedTensor actual, bool hasSignedZeros = false)
    {
        if (expected.Type != actual.Type)
        {
            return $"its type is {actual.Type} instead of {expected.Type}";
        }

        var isWhole = !expected.Type.Contains("Float", StringComparison.OrdinalIgnoreCase) && expected.Type != "Double";
        return (isWhole ? new Tolerance(0, 0) : this).Difference(expected.Tensor, actual.Tensor, hasSignedZeros);
    }

    /// <summary>What is wrong with the numbers of a tensor; null if they are the expected ones.</summary>
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
