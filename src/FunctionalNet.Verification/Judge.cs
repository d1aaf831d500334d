using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>What came of one sample.</summary>
/// <param name="Error">The largest relative error that was accepted.</param>
/// <param name="Moved">Whether the sample was moved away from a kink.</param>
/// <param name="IsLeft">Whether the sample was left out.</param>
/// <param name="Failure">What is wrong; null if nothing.</param>
/// <param name="Point">The values that were judged.</param>
internal sealed record Verdict(double Error, bool Moved, bool IsLeft, GradientFailure? Failure, double[][] Point);

/// <summary>Judges one sample: a function of fixed shapes at one point.</summary>
internal sealed class Judge(Case subject, double tolerance, bool secondOrder, Key key)
{
    private const int Moves = 8;
    private const double FirstMove = 0.01;
    private const double Uncertainty = 4;
    private const double Vague = 1e-3;
    private const double Tiny = 1e-8;

    // Slopes that small against the numbers that were added up for the value are rounding.
    private const double Floor = 1e-13;

    private readonly int[] active =
    [
        .. Enumerable
            .Range(0, subject.Places.Length)
            .Where(i => subject.Places[i].Differentiated && subject.Places[i].Shape.Size > 0),
    ];

    private double floor;

    /// <summary>Gets a value indicating whether the sample may be moved away from kinks; if not, it is left out at one.</summary>
    public bool MayMove { get; init; } = true;

    /// <summary>Judges a point.</summary>
    public Verdict At(double[][] point)
    {
        subject.Weigh(key.Split("cotangent"));
        if (active.Length == 0 || Free(point) is not var (x, steps))
        {
            return new Verdict(0, false, true, null, point);
        }

        var moved = !ReferenceEquals(x, point);
        if (subject.Disagreement(x) is { } disagreement)
        {
            return Fail(x, moved, disagreement, string.Empty, default, default);
        }

        floor = Floor * subject.Value(x).Size;
        var gradient = subject.Gradient(x);
        var largest = 0.0;
        for (var i = 0; i < active.Length; i++)
        {
            var direction = Along(active[i]);
            var slope = Direction.Dot(gradient, direction);
            var numeric = Difference.Of(t => subject.Value(Direction.Move(x, direction, t)), steps[i]);
            if (Wrong(slope, numeric, ref largest) is { } problem)
            {
                return Fail(x, moved, $"the gradient {problem}", subject.Places[active[i]].Path, slope, numeric);
            }
        }

        return secondOrder ? SecondOrder(x, moved, steps, largest) : new Verdict(largest, moved, false, null, x);
    }

    private Verdict SecondOrder(double[][] x, bool moved, double[] steps, double largest)
    {
        var u = Direction.Draw(subject.Places, i => subject.Places[i].Differentiated, key.Split("u"));
        if (subject.Curvature(x, u) is not { } bent)
        {
            return new Verdict(largest, moved, false, null, x);
        }

        // One direction through all variables; which of them is wrong is asked only where something is.
        var all = Direction.Draw(subject.Places, active.Contains, key.Split("direction"));
        if (Second(all, steps.Min(), ref largest) is { } failure)
        {
            var ignored = 0.0;
            return Enumerable
                    .Range(0, active.Length)
                    .Select(i => Second(Along(active[i]), steps[i], ref ignored, subject.Places[active[i]].Path))
                    .FirstOrDefault(one => one is not null)
                ?? failure;
        }

        return new Verdict(largest, moved, false, null, x);

        Verdict? Second(double[][] direction, double step, ref double error, string path = "")
        {
            var slope = Direction.Dot(bent, direction);
            var numeric = Difference.Of(
                t =>
                {
                    var gradient = subject.Gradient(Direction.Move(x, direction, t));
                    return (Direction.Dot(gradient, u), 4 * Direction.Size(gradient, u));
                },
                step
            );
            if (Wrong(slope, numeric, ref error) is { } problem)
            {
                return Fail(x, moved, $"the second derivative {problem}", path, slope, numeric, second: true);
            }

            var mirrored = Direction.Dot(subject.Curvature(x, direction)!, u);
            var exact = new Difference(mirrored, Tiny * (Math.Abs(slope) + Direction.Size(bent, direction)));
            return Wrong(slope, exact, ref error) is null
                ? null
                : Fail(x, moved, "the Hessian is not symmetric", path, slope, exact, second: true);
        }
    }

    private double[][] Along(int place) => Direction.Draw(subject.Places, i => i == place, key.Split("direction"));

    // A point from which a step along each direction is long enough to measure and meets no kink.
    private (double[][] Point, double[] Steps)? Free(double[][] point)
    {
        var x = point;
        for (var move = 0; move <= (MayMove ? Moves : 0); move++)
        {
            if (move > 0)
            {
                x = Moved(point, move);
            }

            if (double.IsFinite(subject.Value(x).Value) && Steps(x) is { } steps)
            {
                return (x, steps);
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

    private double[]? Steps(double[][] x)
    {
        var steps = new double[active.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var direction = Along(active[i]);
            var step = Difference.LargestStep;
            while (subject.IsKinkNear(x, direction, step))
            {
                step /= Difference.Ratio;
                if (step < Difference.SmallestStep)
                {
                    return null;
                }
            }

            steps[i] = step;
        }

        return steps;
    }

    private double Allowed(double slope, Difference numeric) =>
        (tolerance * Math.Max(Math.Abs(slope), Math.Abs(numeric.Slope))) + (Uncertainty * numeric.Error) + floor;

    private string? Wrong(double slope, Difference numeric, ref double largest)
    {
        if (!double.IsFinite(slope))
        {
            return "is not finite where the function is";
        }

        if (!double.IsFinite(numeric.Slope) || numeric.Error > Math.Max(Tiny, Vague * Math.Abs(numeric.Slope)))
        {
            // Nothing to compare with: the function is too rough here for any step.
            return null;
        }

        var difference = Math.Abs(slope - numeric.Slope);
        if (difference > Allowed(slope, numeric))
        {
            return "is not the slope of the function";
        }

        largest = Math.Max(largest, difference / (Tiny + Math.Max(Math.Abs(slope), Math.Abs(numeric.Slope))));
        return null;
    }

    private Verdict Fail(
        double[][] x,
        bool moved,
        string problem,
        string path,
        double slope,
        Difference numeric,
        bool second = false
    ) =>
        new(
            0,
            moved,
            false,
            new GradientFailure(
                problem,
                path,
                slope,
                numeric.Slope,
                problem.StartsWith("the planned", StringComparison.Ordinal) ? double.NaN : Allowed(slope, numeric),
                null,
                [.. subject.Places.Select((place, i) => new GradientValues(place.Path, place.Shape, [.. x[i]]))],
                []
            )
            {
                IsSecondOrder = second,
            },
            x
        );
}
