namespace FunctionalNet;

/// <summary>The roots and norms that updates are divided by.</summary>
internal static class Roots
{
    // The smallest normal float32, and its root in float32.
    private const double Min = 1.17549435082228750797e-38;

    /// <summary>√x + ε, or √(x + ε): the two places where sources put ε.</summary>
    public static Expr Root(this Expr square, double epsilon, bool inside = false) =>
        (inside ? (square + epsilon).Sqrt() : square.Sqrt() + epsilon).OrNoStep(epsilon);

    /// <summary>
    /// What is divided by, which nothing keeps above 0 where ε is next to nothing: where it is 0 it is infinite, so that there is no step. As a
    /// rule all gradients were 0 there; but with β₂ = 0 it is this one alone, and what is left of those before has no scale.
    /// </summary>
    public static Expr OrNoStep(this Expr divisor, double epsilon) =>
        epsilon < Min ? divisor.Equal(0).Where(double.PositiveInfinity, divisor) : divisor;

    /// <summary>What brings a norm down to a limit, if it is above: min(1, limit / norm). An infinite limit is none, and NaN stays NaN.</summary>
    public static Expr ShareWithin(this Expr norm, double limit) => norm.LessOrEqual(limit).Where(1, limit / norm);

    /// <summary>The norm of all elements, a scalar.</summary>
    public static Expr Length(this Expr x, VectorNorm norm) =>
        norm switch
        {
            VectorNorm.L1 => x.Abs().ReduceSum(),
            VectorNorm.L2 => x.ReduceL2(),
            _ => x.Abs().ReduceMax(),
        };

    /// <summary>The root of the mean square of all elements, a scalar.</summary>
    public static Expr Rms(this Expr x) => (x * x).ReduceMean().Sqrt();
}
