using System.Runtime.CompilerServices;

namespace FunctionalNet.Verification;

/// <summary>The state of one check: functions already compiled by their shapes, counts, and the simplest failure so far.</summary>
internal sealed class Search(Subject subject, GradientCheckOptions options)
{
    // Large functions get fewer samples: each has directions enough.
    private const int ElementsInAll = 1000;
    private const int FewestSamples = 3;

    private const string NothingJudged =
        "no sample could be judged: each lies at a kink or where the function is not finite. Give inputs whose bounds keep away from there";

    private readonly Dictionary<string, Case> cases = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Sample, Verdict> failed = [];
    private long work;
    private int judged;
    private int moved;
    private int left;
    private double largest;
    private (Sample Sample, Verdict Verdict)? simplest;

    /// <summary>Judges a sample, and remembers it if it fails.</summary>
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
            left += verdict.IsLeft ? 1 : 0;
            moved += verdict.Moved ? 1 : 0;
            largest = Math.Max(largest, verdict.Error);
        }

        if (verdict.Failure is null)
        {
            return true;
        }

        simplest = (sample, verdict);
        failed.AddOrUpdate(sample, verdict);
        return false;
    }

    /// <summary>What is simpler than a sample that failed. It is asked for before the sample is judged, and enumerated after.</summary>
    public IEnumerable<Sample> Simpler(Sample sample)
    {
        if (failed.TryGetValue(sample, out var verdict))
        {
            foreach (var simpler in Shrinking.Of(sample, subject.Inputs, verdict.Point))
            {
                yield return simpler;
            }
        }
    }

    /// <summary>What was found.</summary>
    public GradientReport Report()
    {
        var failure =
            simplest is var (sample, verdict) ? Explained(sample, verdict)
            : judged == 0 ? new GradientFailure(NothingJudged, string.Empty, 0, 0, double.NaN, null, [], [])
            : null;
        return new GradientReport(subject.Name, options.Seed, judged, moved, left, largest, failure);
    }

    private GradientFailure Explained(Sample sample, Verdict verdict)
    {
        var failure = verdict.Failure!;
        if (failure.Cause is not null)
        {
            return failure;
        }

        var subjectCase = CaseOf(sample);
        subjectCase.Weigh(sample.Key.Split("cotangent"));
        return failure with
        {
            Operator = subjectCase.FirstWrong(verdict.Point, failure.IsSecondOrder, sample.Key),
            Elements =
                failure.Variable.Length > 0 && !failure.IsSecondOrder
                    ? Elements.Of(subjectCase, verdict.Point, failure.Variable)
                    : [],
        };
    }

    private Judge JudgeOf(Case subjectCase, Sample sample) =>
        new(subjectCase, options.Tolerance, options.SecondOrder, sample.Key) { MayMove = sample.Values is null };

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
            ),
            []
        );
}
