namespace FunctionalNet.Verification;

/// <summary>The derivative of the gradient equals that by dual numbers: forward over reverse, exact to rounding.</summary>
internal sealed record CurvatureIsForwardMode : IClaim
{
    private const string Text = "reverse mode over reverse mode is not forward mode over reverse mode";

    public Problem? Refute(SmoothPoint spot) =>
        Along(spot, spot.Everywhere, string.Empty) is { } problem
            ? spot.FirstVariable((place, _, path) => Along(spot, spot.Along(place), path)) ?? problem
            : null;

    private static Problem? Along(SmoothPoint spot, double[][] direction, string path) =>
        spot.Curvature is { } curvature && spot.Subject.ForwardGradient(spot.Point, direction) is { } slopes
            ? spot.CompareExactly(
                FailureKind.SecondOrder,
                Text,
                path,
                Direction.Dot(curvature, direction),
                Direction.Dot(slopes, spot.Other),
                Direction.Size(curvature, direction) + Direction.Size(slopes, spot.Other)
            )
            : null;
}
