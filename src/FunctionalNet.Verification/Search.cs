namespace FunctionalNet.Verification;

/// <summary>The state of one check: functions compiled by their shapes, counts, and the simplest failure so far.</summary>
internal sealed class Search(Subject subject, GradientCheckOptions options)
{
    // Large functions get fewer samples: each has many directions.
    private const int ElementsInAll = 1000;
    private const int FewestSamples = 3;

    private const string NothingJudged =
        "no sample could be judged: each lies at a kink or where the function is not finite. Give inputs whose bounds keep away from there";

    private const string TooRough =
        "the function is too rough: no step gives a slope that could be compared with its gradient, at any sample. Smooth it, or give inputs where it is smooth";

    private readonly Dictionary<string, Case> cases = new(StringComparer.Ordinal);
    private long work;
    private int judged;
    private int moved;
    private int left;
    private int rough;
    private bool isOfSecondOrder;
    private double largest;
    private (Sample Sample, Verdict Verdict)? first;
    private (Sample Sample, Verdict Verdict)? simplest;

    /// <summary>Checks a sample, and records a failure.</summary>
    public bool Holds(Sample sample)
    {
        Verdict verdict;
        try
        {
            var subjectCase = CaseOf(sample);
            if (simplest is null && judged >= FewestSamples && work > ElementsInAll * (long)options.Samples)
            {
                return true;
            }

            work += subjectCase.Places.Sum(place => place.Shape.Size);
            verdict = JudgeOf(subjectCase, sample).At(sample.Point(subjectCase));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            verdict = Threw(sample, error);
        }

        if (simplest is null)
        {
            judged += verdict.IsLeft ? 0 : 1;
            rough += verdict.IsRough ? 1 : 0;
            left += verdict.IsLeft ? 1 : 0;
            moved += verdict.Moved ? 1 : 0;
            isOfSecondOrder |= verdict.IsOfSecondOrder;
            largest = Math.Max(largest, verdict.Error);
        }

        // A simpler sample must fail in the same way: an error of the second derivative does not simplify one of the first.
        if (verdict.Failure is null || (first?.Verdict.Failure is { } known && known.Kind != verdict.Failure.Kind))
        {
            return true;
        }

        simplest = (sample, verdict);
        first ??= simplest;
        return false;
    }

    /// <summary>The simplifications of the last failed sample.</summary>
    public IEnumerable<Sample> Simpler(Sample failed) =>
        Shrinking.Of(failed, subject.Inputs, simplest!.Value.Verdict.Point);

    /// <summary>The report.</summary>
    public GradientReport Report()
    {
        var failure =
            simplest is var (sample, verdict) ? Explained(sample, verdict)
            : judged == 0 ? Inconclusive(NothingJudged)
            : rough == judged ? Inconclusive(TooRough)
            : null;
        return new GradientReport(subject.Name, options.Seed, judged, moved, left, largest, failure)
        {
            Rough = rough,
            Requested = options.Samples,
            IsOfSecondOrder = isOfSecondOrder,
        };
    }

    private static GradientFailure Inconclusive(string problem) =>
        new(problem, string.Empty, double.NaN, double.NaN, double.NaN, null, [], [])
        {
            Kind = FailureKind.Inconclusive,
        };

    private GradientFailure Explained(Sample sample, Verdict verdict)
    {
        var failure = verdict.Failure!;
        if (failure.Cause is not null)
        {
            return failure;
        }

        // The simplest sample may be too simple to identify the operator.
        var subjectCase = CaseOf(sample);
        var located = Located(sample, verdict) ?? (first is var (drawn, original) ? Located(drawn, original) : null);
        subjectCase.Weigh(sample.Key.Split("cotangent"));
        return failure with
        {
            Operator = located,
            Elements =
                failure.Variable.Length > 0 && failure.Kind is (FailureKind.FirstOrder or FailureKind.ForwardMode)
                    ? Elements.Of(subjectCase, verdict.Point, failure.Variable)
                    : [],
        };
    }

    private string? Located(Sample sample, Verdict verdict)
    {
        var subjectCase = CaseOf(sample);
        subjectCase.Weigh(sample.Key.Split("cotangent"));
        return subjectCase.FirstWrong(
            verdict.Point,
            verdict.Failure!.Kind is FailureKind.SecondOrder or FailureKind.Symmetry,
            sample.Key
        );
    }

    private SampleCheck JudgeOf(Case subjectCase, Sample sample) =>
        new(subjectCase, options, sample.Key) { MayMove = sample.Values is null };

    private Case CaseOf(Sample sample)
    {
        var shapes = sample.Shapes(subject.Inputs);
        var name = $"{Subject.List(shapes)} {sample.IsTraining}";
        return cases.TryGetValue(name, out var known) ? known : cases[name] = subject.Trace(shapes, sample.IsTraining);
    }

    private Verdict Threw(Sample sample, Exception error) =>
        new(
            0,
            false,
            false,
            new GradientFailure(
                $"{error.GetType().Name} on inputs of {Subject.List(sample.Shapes(subject.Inputs))}: {error.Message}",
                string.Empty,
                double.NaN,
                double.NaN,
                double.NaN,
                null,
                [],
                [],
                error
            )
            {
                Kind = FailureKind.Threw,
            },
            []
        );
}
