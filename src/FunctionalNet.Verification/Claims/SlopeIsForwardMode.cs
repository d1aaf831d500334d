namespace FunctionalNet.Verification;

/// <summary>
/// The dot-product identity: gradient · direction, by reverse mode, equals cotangent · (Jacobian · direction), by dual numbers through the
/// reference kernels. It holds to rounding, where a difference quotient has a relative error of 1e-6.
/// </summary>
internal sealed record SlopeIsForwardMode : IClaim
{
    private const string Text = "reverse mode is not the transpose of forward mode";

    public Problem? Refute(SmoothPoint spot) =>
        Along(spot, spot.Everywhere, string.Empty) is { } problem
            ? spot.FirstVariable((place, _, path) => Along(spot, spot.Along(place), path)) ?? problem
            : null;

    private static Problem? Along(SmoothPoint spot, double[][] direction, string path) =>
        spot.Subject.Forward(spot.Point, direction) is { } forward
            ? spot.CompareExactly(
                FailureKind.ForwardMode,
                Text,
                path,
                Direction.Dot(spot.Gradient, direction),
                forward,
                Direction.Size(spot.Gradient, direction)
            )
            : null;
}
