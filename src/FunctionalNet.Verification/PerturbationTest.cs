namespace FunctionalNet.Verification;

/// <summary>
/// Tells a mistake from rounding: where a function is constant, as a normalization of one element, derivatives that cancel leave digits
/// that nothing around them explains. A mistake stays the same when point, cotangent and directions move a little, rounding does not.
/// </summary>
internal static class PerturbationTest
{
    private const int Times = 4;
    private const double Size = 1e-9;
    private const double Same = 0.01;

    /// <summary>Whether a claim that does not hold at a point is refuted in the same way around it.</summary>
    /// <param name="problem">What was found at the point.</param>
    /// <param name="subject">The function, with its cotangent, which is as before in the end.</param>
    /// <param name="point">The point.</param>
    /// <param name="refute">Tries the claim at another point, with directions that are shaken.</param>
    /// <param name="key">From what movements are drawn.</param>
    public static bool Keeps(
        Problem problem,
        Case subject,
        double[][] point,
        Func<double[][], Func<double[][], double[][]>, Problem?> refute,
        Key key
    )
    {
        if (!IsOfDerivatives(problem.Kind))
        {
            return true;
        }

        var weights = subject.Weights;
        try
        {
            for (var time = 0; time < Times; time++)
            {
                var draw = key.Split("tremor").Split((ulong)time);
                subject.Weights = Shaken(weights, draw.Split("cotangent"));
                var shaken = Shaken(point, draw.Split("point"));
                double[][] near = [.. point.Select((x, i) => subject.Places[i].Differentiated ? shaken[i] : x)];
                var again = refute(near, direction => Shaken(direction, draw.Split("direction")));
                if (again is null || !IsSame(problem, again))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            subject.Weights = weights;
        }
    }

    // What float32 or another engine computes is judged by its rounding.
    private static bool IsOfDerivatives(FailureKind kind) =>
        kind
            is FailureKind.FirstOrder
                or FailureKind.ForwardMode
                or FailureKind.Linearity
                or FailureKind.SecondOrder
                or FailureKind.Symmetry;

    private static bool IsSame(Problem first, Problem again)
    {
        var (difference, other) = (first.Analytic - first.Expected, again.Analytic - again.Expected);
        return first.Kind == again.Kind
            && first.Path == again.Path
            && (!double.IsFinite(difference) || Math.Abs(difference - other) <= Same * Math.Abs(difference));
    }

    // Zeros stay, for near them another variable may be the first one that shows the mistake.
    private static double[][] Shaken(double[][] arrays, Key key) =>
        [
            .. arrays.Select(
                (values, i) =>
                {
                    var by = new double[values.Length];
                    key.Split((ulong)i).Normal<double>(by);
                    return values.Zip(by, (value, d) => value * (1 + (Size * d))).ToArray();
                }
            ),
        ];
}
