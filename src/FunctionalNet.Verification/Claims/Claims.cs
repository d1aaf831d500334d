using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>All claims, the most informative ones first.</summary>
internal static class Claims
{
    private static readonly ImmutableArray<IClaim> OfFirstOrder =
    [
        new ExecutorsAgree(),
        new SlopeIsDifferenceQuotient(),
        new SlopeIsForwardMode(),
        new GradientIsLinear(),
    ];

    private static readonly ImmutableArray<IClaim> OfSecondOrder =
    [
        new CurvatureIsDifferenceQuotient(),
        new CurvatureIsForwardMode(),
        new HessianIsSymmetric(),
    ];

    /// <summary>The claims of a check.</summary>
    public static ImmutableArray<IClaim> Of(GradientCheckOptions options) =>
        [
            .. OfFirstOrder,
            .. options.SecondOrder ? OfSecondOrder : [],
            .. options.Float ? [new FloatIsNearDouble()] : ImmutableArray<IClaim>.Empty,
            .. options.Engine is { } engine ? [new FloatIsNearDouble(engine)] : ImmutableArray<IClaim>.Empty,
            .. options.IndependentSamples ? [new SamplesAreIndependent()] : ImmutableArray<IClaim>.Empty,
        ];
}
