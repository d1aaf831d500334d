namespace FunctionalNet.Verification;

/// <summary>Reverse mode is linear in the cotangent: the gradient for 2 c - 3 d is twice that for c minus three times that for d.</summary>
internal sealed record GradientIsLinear : IClaim
{
    private const double Exact = 1e-9;

    public Problem? Refute(SmoothPoint spot)
    {
        var subject = spot.Subject;
        var (c, of) = (subject.Weights, spot.Gradient);
        if (c.Length == 0)
        {
            return null;
        }

        try
        {
            subject.Weigh(spot.Key.Split("second cotangent"));
            var d = subject.Weights;
            var other = subject.Gradient(spot.Point);
            subject.Weights = [.. c.Zip(d, (x, y) => x.Zip(y, (a, b) => (2 * a) - (3 * b)).ToArray())];
            var both = subject.Gradient(spot.Point);
            return spot.FirstVariable(
                (place, _, path) => Compare(of[place], other[place], both[place], path, spot.Rounding)
            );
        }
        finally
        {
            subject.Weights = c;
        }
    }

    private static Problem? Compare(double[] of, double[] other, double[] both, string path, double rounding)
    {
        var allowed = (5 * rounding) + Exact * of.Zip(other, (a, b) => (2 * Math.Abs(a)) + (3 * Math.Abs(b))).Max();
        for (var i = 0; i < both.Length; i++)
        {
            var expected = (2 * of[i]) - (3 * other[i]);
            if (double.IsFinite(expected) && !(Math.Abs(both[i] - expected) <= allowed))
            {
                return new(
                    FailureKind.Linearity,
                    "the gradient is not linear in the cotangent",
                    path,
                    both[i],
                    expected,
                    allowed
                );
            }
        }

        return null;
    }
}
