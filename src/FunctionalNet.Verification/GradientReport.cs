using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FunctionalNet.Verification;

/// <summary>The result of a check.</summary>
/// <param name="Subject">The name of the function that was checked.</param>
/// <param name="Seed">The seed of all random draws.</param>
/// <param name="Samples">The number of samples that were checked.</param>
/// <param name="Moved">How many of them were first moved away from kinks.</param>
/// <param name="Left">How many were skipped: at a kink that they could not be moved from, or where the function is not finite.</param>
/// <param name="LargestError">The largest relative error among the accepted derivatives.</param>
/// <param name="Failure">The failure; null if there is none.</param>
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
    /// <summary>Gets a value indicating whether the check passed.</summary>
    public bool Passed => Failure is null;

    /// <summary>Gets how many of the samples were too rough: no step gave a reliable difference quotient.</summary>
    public int Rough { get; init; }

    /// <summary>Gets the requested number of samples; large functions get fewer.</summary>
    public int Requested { get; init; }

    /// <summary>
    /// Gets a value indicating whether the gradient was differentiated again: compared with difference quotients and dual numbers, and the
    /// Hessian checked for symmetry. A hand-written gradient, and a check without <see cref="GradientCheckOptions.SecondOrder"/>, has first
    /// order only.
    /// </summary>
    public bool IsOfSecondOrder { get; init; }

    /// <summary>One line if the check passed, the full description otherwise.</summary>
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
/// <param name="Problem">A description in one line.</param>
/// <param name="Variable">The path of the variable whose derivative is wrong; empty if it is not a single one.</param>
/// <param name="Analytic">The directional derivative by reverse mode, or the other quantity that is wrong.</param>
/// <param name="Numeric">The difference quotient along the same direction, or the other quantity of the comparison.</param>
/// <param name="Allowed">The allowed difference.</param>
/// <param name="Operator">The first operator whose own derivative is wrong, with its layer; null if it was not found.</param>
/// <param name="Counterexample">The values of all variables.</param>
/// <param name="Elements">Derivatives by single elements of the variable, side by side; the worst first.</param>
/// <param name="Cause">The thrown exception, if any.</param>
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

    /// <summary>Gets the kind of failure.</summary>
    public FailureKind Kind { get; init; }

    /// <summary>Gets the difference, relative to the larger of the two.</summary>
    public double RelativeError => Math.Abs(Analytic - Numeric) / Math.Max(Math.Abs(Analytic), Math.Abs(Numeric));

    // Each kind of failure compares reverse mode with something else.
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

    /// <summary>The full description, one fact per line; the first names the problem and the operator.</summary>
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

/// <summary>The kinds of failures.</summary>
public enum FailureKind
{
    /// <summary>The gradient differs from the derivative of the function.</summary>
    FirstOrder,

    /// <summary>The gradient is right, but its derivative is wrong.</summary>
    SecondOrder,

    /// <summary>The second derivatives depend on the order of differentiation.</summary>
    Symmetry,

    /// <summary>The planned executor differs from the reference.</summary>
    Executor,

    /// <summary>Reverse mode is not the transpose of forward mode.</summary>
    ForwardMode,

    /// <summary>The gradient is not linear in the cotangent.</summary>
    Linearity,

    /// <summary>Float32 differs from double by more than the condition explains.</summary>
    Precision,

    /// <summary>Another engine differs from double by more than the condition explains.</summary>
    Engine,

    /// <summary>An optimizer leaves the trajectory of its reference.</summary>
    Trajectory,

    /// <summary>The result of a sample depends on other samples of the batch.</summary>
    Independence,

    /// <summary>The function threw.</summary>
    Threw,

    /// <summary>Nothing could be checked: each sample is at a kink, or the function is too rough there.</summary>
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
