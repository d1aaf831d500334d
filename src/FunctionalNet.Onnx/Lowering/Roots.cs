namespace FunctionalNet.Lowering;

/// <summary>Roots whose slope at 0, which is infinite, is taken as 0: behind it stand powers whose slope is 0 there.</summary>
internal static class Roots
{
    /// <summary>The p-th root.</summary>
    public static Expr Root(this Expr x, double p)
    {
        var isZero = x.Equal(0);
        var safe = isZero.Where(1, x);
        return isZero.Where(0, p.Equals(2) ? safe.Sqrt() : safe.Pow(1 / p));
    }

    /// <summary>A divisor that is 1 where it is 0.</summary>
    public static Expr OrOne(this Expr divisor) => divisor.Equal(0).Where(1, divisor);
}
