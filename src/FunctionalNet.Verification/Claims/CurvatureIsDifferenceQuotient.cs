namespace FunctionalNet.Verification;

/// <summary>The derivative of the gradient equals the difference quotient of the gradient.</summary>
internal sealed record CurvatureIsDifferenceQuotient : IClaim
{
    // One direction through all variables; only after a failure are variables tested separately.
    public Problem? Refute(SmoothPoint spot) =>
        Along(spot, spot.Everywhere, spot.Steps.Min(), string.Empty) is { } problem
            ? spot.FirstVariable((place, step, path) => Along(spot, spot.Along(place), step, path)) ?? problem
            : null;

    private static Problem? Along(SmoothPoint spot, double[][] direction, double step, string path) =>
        spot.Curvature is { } curvature
            ? spot.Compare(
                FailureKind.SecondOrder,
                "the second derivative is not the slope of the gradient",
                path,
                Direction.Dot(curvature, direction),
                Difference.Of(
                    t =>
                    {
                        var gradient = spot.Subject.Gradient(Direction.Move(spot.Point, direction, t));
                        return (Direction.Dot(gradient, spot.Other), 4 * Direction.Size(gradient, spot.Other));
                    },
                    step
                )
            )
            : null;
}
