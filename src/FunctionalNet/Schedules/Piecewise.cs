using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>
/// Rates at given steps: constant from one to the next, or interpolated linearly; constant before the first and after the last.
/// </summary>
/// <remarks>Optax: piecewise_constant_schedule, piecewise_interpolate_schedule, whose numbers are factors; here they are rates. PyTorch: MultiStepLR.</remarks>
public sealed partial record Piecewise : Schedule
{
    /// <summary>Initializes a new instance of the <see cref="Piecewise"/> class from rates at increasing steps.</summary>
    /// <exception cref="ArgumentException">There is no point, or the steps do not increase.</exception>
    public Piecewise(bool isLinear, params (int Step, double Rate)[] points) =>
        (IsLinear, Points) = (isLinear, [.. Ranges.Given(points, nameof(points))]);

    /// <summary>Gets a value indicating whether the rate is interpolated linearly.</summary>
    public bool IsLinear { get; init; }

    /// <summary>Gets the rates by step.</summary>
    public ImmutableArray<(int Step, double Rate)> Points
    {
        get;
        init => field = Rising(value);
    }

    /// <inheritdoc/>
    public override Expr At(Expr step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Expr rate = Points[0].Rate;
        for (var i = 1; i < Points.Length; i++)
        {
            var ((from, start), (to, end)) = (Points[i - 1], Points[i]);
            if (IsLinear)
            {
                rate = (step > from).Where(start + ((step - from) * ((end - start) / (to - from))), rate);
            }

            rate = (step < to).Where(rate, end);
        }

        return rate;
    }

    private static ImmutableArray<(int Step, double Rate)> Rising(ImmutableArray<(int Step, double Rate)> points)
    {
        var before = -1;
        return Ranges.Each(
            points,
            nameof(Points),
            point =>
            {
                Ranges.Number(point.Step);
                Ranges.NotNegative(point.Rate);
                before =
                    point.Step > before
                        ? point.Step
                        : throw new ArgumentException(
                            $"Step {point.Step} follows step {before}: give the points by rising steps.",
                            nameof(points)
                        );
            }
        );
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{(IsLinear ? nameof(Net.PiecewiseLinear) : nameof(Net.PiecewiseConstant))}({string.Join(", ", Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"({point.Step}, {point.Rate})")))})";
}

/// <content>Piecewise.</content>
public static partial class Net
{
    /// <summary>Each rate from its step to the next one's.</summary>
    /// <example><code>Transform sgd = Sgd(PiecewiseConstant((0, 0.1), (1_000, 0.01), (2_000, 0.001)));</code></example>
    public static Schedule PiecewiseConstant(params (int Step, double Rate)[] points) => new Piecewise(false, points);

    /// <summary>Interpolates linearly from each rate at its step to the next one's.</summary>
    /// <example><code>Transform sgd = Sgd(PiecewiseLinear((0, 0), (500, 0.1), (5_000, 0)));</code></example>
    public static Schedule PiecewiseLinear(params (int Step, double Rate)[] points) => new Piecewise(true, points);
}
