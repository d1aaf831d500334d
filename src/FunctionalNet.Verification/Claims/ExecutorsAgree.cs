namespace FunctionalNet.Verification;

/// <summary>The planned executor agrees with the reference.</summary>
internal sealed record ExecutorsAgree : IClaim
{
    public Problem? Refute(SmoothPoint spot) =>
        spot.Subject.Disagreement(spot.Point) is { } disagreement
            ? new Problem(FailureKind.Executor, disagreement)
            : null;
}
