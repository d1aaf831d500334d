namespace FunctionalNet;

/// <summary>The roots that updates are divided by.</summary>
internal static class Roots
{
    /// <summary>√x + ε, or √(x + ε): the two places where sources put ε.</summary>
    public static Expr Root(this Expr square, double epsilon, bool inside) =>
        inside ? (square + epsilon).Sqrt() : square.Sqrt() + epsilon;

    /// <summary>The root of the mean square of all elements, a scalar.</summary>
    public static Expr Rms(this Expr x) => (x * x).ReduceMean().Sqrt();
}
