namespace FunctionalNet;

/// <summary>The roots and norms by which updates are divided.</summary>
internal static class Roots
{
    // The smallest normal float32, and its root in float32.
    private const double Min = 1.17549435082228750797e-38;

    /// <summary>√x + ε, or √(x + ε): the two conventions for ε.</summary>
    public static Expr Root(this Expr square, double epsilon, bool inside = false) =>
        (inside ? (square + epsilon).Sqrt() : square.Sqrt() + epsilon).OrNoStep(epsilon);

    /// <summary>
    /// A divisor that ε may be too small to keep positive: 0 becomes infinity, so that there is no step. Usually all gradients were 0 then;
    /// but with β₂ = 0 only the latest was, and there is no scale for the rest of the earlier ones.
    /// </summary>
    public static Expr OrNoStep(this Expr divisor, double epsilon) =>
        epsilon < Min ? divisor.Equal(0).Where(double.PositiveInfinity, divisor) : divisor;

    /// <summary>
    /// The factor that reduces a norm to a limit, if it exceeds it: min(1, limit / norm). An infinite limit is no limit, and NaN stays NaN.
    /// </summary>
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
