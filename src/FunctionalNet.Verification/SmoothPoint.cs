using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>A point around which a function is smooth, with the shared data of the claims about it.</summary>
internal sealed class SmoothPoint(
    Case subject,
    double[][] point,
    ImmutableArray<int> active,
    ImmutableArray<double> steps,
    double tolerance,
    Key key
)
{
    private const double Uncertainty = 4;
    private const double Vague = 1e-3;
    private const double Tiny = 1e-8;
    private const double Exact = 1e-9;

    // Derivatives this small relative to the terms of the value are rounding errors; cotangents and directions have a magnitude of about 1.
    private const double Floor = 1e-13;

    private readonly double floor = Floor * (1 + subject.Value(point).Size);
    private readonly Lazy<double[][]> gradient = new(() => subject.Gradient(point));

    private double[][]? other;
    private double[][]? curvature;

    /// <summary>Gets the function.</summary>
    public Case Subject => subject;

    /// <summary>Gets the point.</summary>
    public double[][] Point => point;

    /// <summary>Gets for each active variable the step within which the function is smooth along its direction.</summary>
    public ImmutableArray<double> Steps => steps;

    public Key Key => key;

    /// <summary>Gets the gradient by reverse mode.</summary>
    public double[][] Gradient => gradient.Value;

    /// <summary>Gets a second direction.</summary>
    public double[][] Other => other ??= Draw(i => subject.Places[i].Differentiated, "u");

    /// <summary>Gets the gradient of the derivative along the second direction; null if it cannot be differentiated again.</summary>
    public double[][]? Curvature => curvature ??= subject.Curvature(point, Other);

    /// <summary>Gets the perturbation of directions; none by default.</summary>
    public Func<double[][], double[][]> Shaken { get; init; } = direction => direction;

    /// <summary>Gets a direction through all variables.</summary>
    public double[][] Everywhere => Draw(active.Contains, "direction");

    /// <summary>Gets the bound of rounding errors.</summary>
    public double Rounding => floor;

    /// <summary>Gets the largest accepted relative error.</summary>
    public double LargestError { get; private set; }

    /// <summary>
    /// Gets a value indicating whether something could not be compared: neither difference quotients nor dual numbers are available.
    /// </summary>
    public bool IsRough { get; private set; }

    /// <summary>The direction of one variable.</summary>
    public double[][] Along(int place) => Draw(i => i == place, "direction");

    /// <summary>The first problem among the active variables, given the index, step and path of each.</summary>
    public Problem? FirstVariable(Func<int, double, string, Problem?> problem) =>
        active
            .Select((place, i) => problem(place, steps[i], subject.Places[place].Path))
            .FirstOrDefault(one => one is not null);

    /// <summary>Compares a derivative with a difference quotient.</summary>
    public Problem? Compare(FailureKind kind, string text, string path, double slope, Difference numeric)
    {
        if (!double.IsFinite(numeric.Slope) || numeric.Error > Math.Max(Tiny, Vague * Math.Abs(numeric.Slope)))
        {
            IsRough |= !subject.HasForward;
            return double.IsFinite(slope) ? null : NotFinite(kind, path, slope, numeric.Slope);
        }

        return Compare(
            kind,
            text,
            path,
            slope,
            numeric.Slope,
            (tolerance * Math.Max(Math.Abs(slope), Math.Abs(numeric.Slope))) + (Uncertainty * numeric.Error) + floor
        );
    }

    /// <summary>
    /// Compares a derivative with one that is exact to rounding; <paramref name="size"/> is the magnitude of their terms.
    /// </summary>
    public Problem? CompareExactly(
        FailureKind kind,
        string text,
        string path,
        double slope,
        double expected,
        double size
    )
    {
        if (!double.IsFinite(expected))
        {
            IsRough = true;
            return double.IsFinite(slope) ? null : NotFinite(kind, path, slope, expected);
        }

        return Compare(kind, text, path, slope, expected, (Exact * (Math.Abs(expected) + size)) + floor);
    }

    private double[][] Draw(Func<int, bool> chosen, string name) =>
        Shaken(Direction.Draw(subject.Places, chosen, key.Split(name)));

    private static Problem NotFinite(FailureKind kind, string path, double slope, double expected) =>
        new(kind, "the derivative is not finite where the function is", path, slope, expected);

    private Problem? Compare(FailureKind kind, string text, string path, double slope, double expected, double allowed)
    {
        if (!double.IsFinite(slope))
        {
            return NotFinite(kind, path, slope, expected);
        }

        var difference = Math.Abs(slope - expected);
        if (difference > allowed)
        {
            return new(kind, text, path, slope, expected, allowed);
        }

        LargestError = Math.Max(LargestError, difference / (Tiny + Math.Max(Math.Abs(slope), Math.Abs(expected))));
        return null;
    }
}
