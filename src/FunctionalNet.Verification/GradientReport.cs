using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FunctionalNet.Verification;

/// <summary>What a check did and found.</summary>
/// <param name="Subject">What was checked.</param>
/// <param name="Seed">The seed from which everything was drawn.</param>
/// <param name="Samples">How many samples were checked.</param>
/// <param name="Moved">How many of them were moved away from kinks first.</param>
/// <param name="Left">How many were left out: at a kink that they could not be moved from, or where the function is not finite.</param>
/// <param name="LargestError">The largest relative error among the derivatives that were accepted.</param>
/// <param name="Failure">What is wrong; null where nothing was found.</param>
public sealed record GradientReport(
    string Subject,
    int Seed,
    int Samples,
    int Moved,
    int Left,
    double LargestError,
    GradientFailure? Failure
)
{
    /// <summary>Gets a value indicating whether nothing wrong was found.</summary>
    public bool Passed => Failure is null;

    /// <summary>Gets how many of the samples were too rough: no step gave a slope to compare a derivative with.</summary>
    public int Rough { get; init; }

    /// <summary>Gets how many samples were asked for; large functions get fewer.</summary>
    public int Requested { get; init; }

    /// <summary>
    /// Gets a value indicating whether the gradient was differentiated again: compared with difference quotients and dual numbers, and the
    /// Hessian found symmetric. A gradient by hand, and a check without <see cref="GradientCheckOptions.SecondOrder"/>, has the first only.
    /// </summary>
    public bool IsOfSecondOrder { get; init; }

    /// <summary>One line where all is well, the whole story where not.</summary>
    public override string ToString()
    {
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{Samples} {(Samples == 1 ? "sample" : "samples")} judged, {Moved} of them moved away from kinks, {Left} left out, {Rough} too rough to tell; seed {Seed}"
        );
        return Failure is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Subject}: the gradient agrees to {LargestError:0.0e+0}{(IsOfSecondOrder ? ", differentiated again too" : string.Empty)} ({counts})."
            )
            : $"{Subject}: {Failure}\n  {counts}\n  see it again: FUNCTIONALNET_SEED={Seed} FUNCTIONALNET_SAMPLES={Requested} dotnet test, or new GradientCheckOptions {{ Seed = {Seed}, Samples = {Requested} }}";
    }
}

/// <summary>A wrong gradient, shrunk to the smallest shapes and simplest values that show it.</summary>
/// <param name="Problem">What is wrong, in a line.</param>
/// <param name="Variable">The path of the variable whose derivative is wrong; empty where it is not one variable's.</param>
/// <param name="Analytic">The derivative that reverse mode gives along a direction, or whatever else it is that is wrong.</param>
/// <param name="Numeric">The difference quotient along the same direction, or whatever else it is compared with.</param>
/// <param name="Allowed">The difference that was allowed.</param>
/// <param name="Operator">The first operator whose own derivative is wrong, with its layer; null where it was not found.</param>
/// <param name="Counterexample">The values of all variables.</param>
/// <param name="Elements">Derivatives by single elements of the variable, side by side; the worst first.</param>
/// <param name="Cause">What was thrown, if anything was.</param>
public sealed record GradientFailure(
    string Problem,
    string Variable,
    double Analytic,
    double Numeric,
    double Allowed,
    string? Operator,
    ImmutableArray<GradientValues> Counterexample,
    ImmutableArray<GradientElement> Elements,
    Exception? Cause = null
)
{
    private const int ShownElements = 6;

    /// <summary>Gets what kind of failure it is.</summary>
    public FailureKind Kind { get; init; }

    /// <summary>Gets the difference, relative to the larger of both.</summary>
    public double RelativeError => Math.Abs(Analytic - Numeric) / Math.Max(Math.Abs(Analytic), Math.Abs(Numeric));

    // What reverse mode gave is compared with something else in each kind of failure.
    private (string Found, string Expected) Names =>
        Kind switch
        {
            FailureKind.ForwardMode => ("reverse mode", "forward mode"),
            FailureKind.Linearity => ("gradient", "expected"),
            FailureKind.Symmetry => ("one order", "the other"),
            FailureKind.Precision => ("float32", "double"),
            FailureKind.Engine => ("engine", "double"),
            FailureKind.Trajectory => ("optimizer", "reference"),
            FailureKind.Independence => ("gradient", "expected"),
            _ => ("analytic", "numeric"),
        };

    /// <summary>The whole story, a line a fact; the first says what is wrong, and in which operator.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Problem);
        if (Operator is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"; first wrong operator: {Operator}");
        }

        if (Variable.Length > 0)
        {
            var shape = Counterexample.FirstOrDefault(values => values.Path == Variable)?.Shape;
            Line($"  variable: {Variable} {shape}");
        }

        if (Cause is null && !double.IsNaN(Allowed))
        {
            Line(
                $"  {Names.Found} {Analytic:R}, {Names.Expected} {Numeric:R}: relative error {RelativeError:0.0e+0}, difference {Math.Abs(Analytic - Numeric):0.0e+0}, allowed {Allowed:0.0e+0}"
            );
        }

        foreach (var element in Elements.Take(ShownElements))
        {
            Line(
                $"  d/d {Variable}{element.Index}: analytic {element.Analytic + 0.0:G10}, numeric {element.Numeric + 0.0:G10}"
            );
        }

        foreach (var values in Counterexample)
        {
            Line($"  {values}");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append('\n').Append(line.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>What can be wrong.</summary>
public enum FailureKind
{
    /// <summary>The gradient is not the slope of the function.</summary>
    FirstOrder,

    /// <summary>The gradient is right, and its derivative is not its slope.</summary>
    SecondOrder,

    /// <summary>The second derivatives differ by the order in which they are taken.</summary>
    Symmetry,

    /// <summary>The planned executor computes something else than the reference.</summary>
    Executor,

    /// <summary>Reverse mode is not the transpose of forward mode.</summary>
    ForwardMode,

    /// <summary>The gradient is not linear in the cotangent.</summary>
    Linearity,

    /// <summary>Float32 is further from double than the condition explains.</summary>
    Precision,

    /// <summary>Another engine is further from double than the condition explains.</summary>
    Engine,

    /// <summary>An optimizer leaves the trajectory of its reference.</summary>
    Trajectory,

    /// <summary>What comes out for a sample depends on its neighbours in the batch.</summary>
    Independence,

    /// <summary>The function threw.</summary>
    Threw,

    /// <summary>Nothing could be checked: each sample lies at a kink, or the function is too rough there.</summary>
    Inconclusive,
}

/// <summary>The values of a variable in a counterexample.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements in row-major order.</param>
public sealed record GradientValues(string Path, Shape Shape, ImmutableArray<double> Values)
{
    private const int Shown = 24;

    /// <summary>Path, shape and the first elements.</summary>
    public override string ToString() =>
        $"{Path} {Shape} = {{{string.Join(", ", Values.Take(Shown).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}{(Values.Length > Shown ? $", ... {Values.Length} in all" : string.Empty)}}}";
}

/// <summary>The derivative by one element of a variable.</summary>
/// <param name="Index">The element, such as <c>[1, 2]</c>.</param>
/// <param name="Analytic">By reverse mode.</param>
/// <param name="Numeric">By difference quotient.</param>
public sealed record GradientElement(string Index, double Analytic, double Numeric);
