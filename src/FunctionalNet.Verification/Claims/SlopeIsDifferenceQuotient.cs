namespace FunctionalNet.Verification;

/// <summary>For each variable, the gradient along a random direction equals the difference quotient of the function.</summary>
internal sealed record SlopeIsDifferenceQuotient : IClaim
{
    public Problem? Refute(SmoothPoint spot) =>
        spot.FirstVariable(
            (place, step, path) =>
            {
                var direction = spot.Along(place);
                return spot.Compare(
                    FailureKind.FirstOrder,
                    "the gradient is not the slope of the function",
                    path,
                    Direction.Dot(spot.Gradient, direction),
                    Difference.Of(t => spot.Subject.Value(Direction.Move(spot.Point, direction, t)), step)
                );
            }
        );
}
