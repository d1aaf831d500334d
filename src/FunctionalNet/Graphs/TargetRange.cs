using System.Numerics;
using System.Numerics.Tensors;

namespace FunctionalNet;

/// <summary>The numbers that a loss takes as targets, where it does not take all. NaN is one: it is told with the step that it spoils.</summary>
/// <param name="Known">What a target is to be.</param>
/// <param name="Repair">The repair of another one.</param>
/// <param name="Min">The smallest one.</param>
/// <param name="Max">The largest one.</param>
internal sealed record TargetRange(string Known, string Repair, double Min, double Max)
{
    // Shares that were mixed or smoothed in float32 may exceed 1 by as much.
    private const double Rounding = 1e-6;

    /// <summary>Gets probabilities.</summary>
    public static TargetRange Probabilities { get; } =
        new(
            "it is to lie from 0 to 1",
            "Write -1 and 1 as 0 and 1, divide pixels by 255, or take SoftmaxCrossEntropy for labels of several classes",
            -Rounding,
            1 + Rounding
        );

    /// <summary>Gets -1 and 1.</summary>
    public static TargetRange Signs { get; } =
        new("it is to be -1 or 1", "Write labels of 0 and 1 as -1 and 1", -1, 1) { IsOfEnds = true };

    /// <summary>Gets counts, or means of counts.</summary>
    public static TargetRange Counts { get; } =
        new("it is to be 0 or more", "Mend it, or leave the sample out", 0, double.PositiveInfinity);

    private bool IsOfEnds { get; init; }

    /// <summary>Whether a number is one of them.</summary>
    public bool Has<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(number)
        || (
            number >= T.CreateTruncating(Min)
            && number <= T.CreateTruncating(Max)
            && (!IsOfEnds || T.Abs(number) == T.CreateTruncating(Max))
        );

    /// <summary>Whether numbers are some of them; false if that takes a closer look.</summary>
    public bool HasAll<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !numbers.IsEmpty
        && Has(TensorPrimitives.MinNumber(numbers))
        && Has(TensorPrimitives.MaxNumber(numbers))
        && (!IsOfEnds || Has(TensorPrimitives.MinMagnitudeNumber(numbers)));
}
