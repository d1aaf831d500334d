namespace FunctionalNet.Verification;

/// <summary>
/// Value and gradient in float32 equal those in double, within a bound by the condition of the function: Σ |∂f/∂x · x|, times the unit
/// roundoff, times a factor for the number of operators.
/// </summary>
/// <param name="Engine">The engine for float32; null for the planned executor.</param>
internal sealed record FloatIsNearDouble(
    Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? Engine = null
) : IClaim
{
    private const double Unit = 5.960464477539063e-08;
    private const double Factor = 256;

    // Beyond this, float32 may overflow in intermediate values though the result would fit.
    private const double Largest = 1e15;
    private const double Smallest = 1e-30;

    public Problem? Refute(SmoothPoint spot)
    {
        var subject = spot.Subject;
        if (subject.InFloat(spot.Point, Engine) is not { } single)
        {
            return null;
        }

        double[][] x = [.. spot.Point.Select(values => values.Select(value => (double)(float)value).ToArray())];
        var (value, size) = subject.Value(x);
        var gradient = subject.Gradient(x);
        return Compare("value", single.Value, value, size + Direction.Size(gradient, x))
            ?? (
                subject.Curvature(x, spot.Everywhere) is { } bent
                    ? Compare(
                        "gradient",
                        Direction.Dot(single.Gradient, spot.Everywhere),
                        Direction.Dot(gradient, spot.Everywhere),
                        size + Direction.Size(gradient, spot.Everywhere) + Direction.Size(bent, x)
                    )
                    : null
            );
    }

    private Problem? Compare(string what, double single, double exact, double condition)
    {
        var allowed = (Factor * Unit * condition) + Smallest;
        return !(condition < Largest) || Math.Abs(single - exact) <= allowed
            ? null
            : new(
                Engine is null ? FailureKind.Precision : FailureKind.Engine,
                $"the {what} {(Engine is null ? "in float32" : "of the other engine")} is further from that in double than its condition explains",
                Analytic: single,
                Expected: exact,
                Allowed: allowed
            );
    }
}
