using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>The result of one sample.</summary>
/// <param name="Error">The largest accepted relative error.</param>
/// <param name="Moved">Whether the sample was moved away from a kink.</param>
/// <param name="IsLeft">Whether the sample was skipped.</param>
/// <param name="Failure">The failure; null if there is none.</param>
/// <param name="Point">The values at which the claim was checked.</param>
internal sealed record Verdict(double Error, bool Moved, bool IsLeft, GradientFailure? Failure, double[][] Point)
{
    /// <summary>Gets a value indicating whether a derivative could not be compared with anything.</summary>
    public bool IsRough { get; init; }

    /// <summary>Gets a value indicating whether the gradient was differentiated again.</summary>
    public bool IsOfSecondOrder { get; init; }
}

/// <summary>Checks one sample: finds a point at which a function of fixed shapes is smooth, and tests the claims there.</summary>
internal sealed class SampleCheck(Case subject, GradientCheckOptions options, Key key)
{
    private const int Moves = 8;
    private const double FirstMove = 0.01;

    private readonly ImmutableArray<IClaim> claims = Claims.Of(options);

    private readonly ImmutableArray<int> active =
    [
        .. Enumerable
            .Range(0, subject.Places.Length)
            .Where(i => subject.Places[i].Differentiated && subject.Places[i].Shape.Size > 0),
    ];

    /// <summary>Gets a value indicating whether the sample may be moved away from kinks; otherwise it is skipped at one.</summary>
    public bool MayMove { get; init; } = true;

    /// <summary>Checks a point.</summary>
    public Verdict At(double[][] point)
    {
        subject.Weigh(key.Split("cotangent"));
        if (active.Length == 0 || Free(point) is not var (x, steps))
        {
            return new Verdict(0, false, true, null, point);
        }

        var moved = !ReferenceEquals(x, point);
        var spot = SpotAt(x, direction => direction);
        foreach (var claim in claims)
        {
            if (
                claim.Refute(spot) is { } problem
                && PerturbationTest.Keeps(
                    problem,
                    subject,
                    x,
                    (near, shaken) => claim.Refute(SpotAt(near, shaken)),
                    key
                )
            )
            {
                return new Verdict(0, moved, false, Failure(problem, x), x);
            }
        }

        return new Verdict(spot.LargestError, moved, false, null, x)
        {
            IsRough = spot.IsRough,
            IsOfSecondOrder = options.SecondOrder && spot.Curvature is not null,
        };

        SmoothPoint SpotAt(double[][] near, Func<double[][], double[][]> shaken) =>
            new(subject, near, active, [.. steps], options.Tolerance, key) { Shaken = shaken };
    }

    // A point from which a measurable step along each direction meets no kink.
    private (double[][] Point, double[] Steps)? Free(double[][] point)
    {
        foreach (var smallest in new[] { Difference.SmallestStep, Difference.TiniestStep })
        {
            for (var move = 0; move <= (MayMove ? Moves : 0); move++)
            {
                var x = move == 0 ? point : Moved(point, move);
                if (double.IsFinite(subject.Value(x).Value) && Steps(x, smallest) is { } steps)
                {
                    return (x, steps);
                }
            }
        }

        return null;
    }

    private double[][] Moved(double[][] point, int move)
    {
        var d = Direction.Draw(subject.Places, active.Contains, key.Split("move").Split((ulong)move));
        var x = Direction.Move(point, d, FirstMove * move);
        foreach (var i in active)
        {
            var (low, high) = subject.Places[i].Bounds;
            x[i] = [.. x[i].Select(value => Math.Clamp(value, low, high))];
        }

        return x;
    }

    private double[]? Steps(double[][] x, double smallest)
    {
        var steps = new double[active.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var chosen = active[i];
            var direction = Direction.Draw(subject.Places, place => place == chosen, key.Split("direction"));
            var step = Difference.LargestStep;
            while (subject.IsKinkNear(x, direction, step))
            {
                step /= Difference.Ratio;
                if (step < smallest)
                {
                    return null;
                }
            }

            steps[i] = step;
        }

        return steps;
    }

    private GradientFailure Failure(Problem problem, double[][] x) =>
        new(
            problem.Text,
            problem.Path,
            problem.Analytic,
            problem.Expected,
            problem.Allowed,
            null,
            [.. subject.Places.Select((place, i) => new GradientValues(place.Path, place.Shape, [.. x[i]]))],
            []
        )
        {
            Kind = problem.Kind,
        };
}
