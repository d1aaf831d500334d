namespace FunctionalNet.Verification;

/// <summary>
/// Distinguishes mistakes from rounding: where a function is constant, such as the normalization of one element, derivatives that cancel
/// leave rounding errors that no local bound explains. Under a small perturbation of point, cotangent and directions a mistake persists,
/// rounding errors change.
/// </summary>
internal static class PerturbationTest
{
    private const int Times = 4;
    private const double Size = 1e-9;
    private const double Same = 0.01;

    /// <summary>Whether a violation at a point persists around it.</summary>
    /// <param name="problem">The violation at the point.</param>
    /// <param name="subject">The function, whose cotangent is restored at the end.</param>
    /// <param name="point">The point.</param>
    /// <param name="refute">Tests the claim at another point, with perturbed directions.</param>
    /// <param name="key">Determines the perturbations.</param>
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

    // Claims about float32 or another engine have bounds for rounding themselves.
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

    // Zeros stay, since another variable might show the mistake first near them.
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
