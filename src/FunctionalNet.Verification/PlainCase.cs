using System.Collections.Immutable;

namespace FunctionalNet.Verification;

/// <summary>A function of plain numbers with a hand-written gradient.</summary>
internal sealed class PlainCase(Func<double[], double> f, Func<double[], double[]> gradient, Argument x) : Case
{
    private const double Step = 1e-4;
    private const double Rounding = 1e-14;

    public override ImmutableArray<Argument> Places { get; } = [x];

    public override (double Value, double Size) Value(double[][] x)
    {
        var value = f([.. x[0]]);
        return (value, Math.Abs(value));
    }

    public override double[][] Gradient(double[][] x)
    {
        var dx = gradient([.. x[0]]);
        return dx.Length == x[0].Length
            ? [dx]
            : throw new InvalidOperationException($"The gradient has {dx.Length} elements, x has {x[0].Length}.");
    }

    // The kinks of such a function are unknown, but its left and right derivatives show them: if they differ by as much for a small step as
    // for a large one, it is not smooth.
    public override bool IsKinkNear(double[][] x, double[][] d, double step)
    {
        var (large, small) = (Bend(Step), Bend(Step / 4));
        var value = Value(x).Size;
        return small > large / 2 && small > 1e-3 * Math.Max(1e-3, value) && small > Rounding * value / Step * 16;

        double Bend(double h) => Math.Abs((At(h) - (2 * At(0)) + At(-h)) / h);

        double At(double t) => Value(Direction.Move(x, d, t)).Value;
    }
}
