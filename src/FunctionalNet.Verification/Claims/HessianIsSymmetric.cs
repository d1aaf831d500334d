namespace FunctionalNet.Verification;

/// <summary>The order of two directions in a second derivative does not matter.</summary>
internal sealed record HessianIsSymmetric : IClaim
{
    public Problem? Refute(SmoothPoint spot)
    {
        if (
            spot.Curvature is not { } curvature
            || spot.Subject.Curvature(spot.Point, spot.Everywhere) is not { } mirrored
        )
        {
            return null;
        }

        return spot.CompareExactly(
            FailureKind.Symmetry,
            "the Hessian is not symmetric",
            string.Empty,
            Direction.Dot(curvature, spot.Everywhere),
            Direction.Dot(mirrored, spot.Other),
            Direction.Size(curvature, spot.Everywhere) + Direction.Size(mirrored, spot.Other)
        );
    }
}
