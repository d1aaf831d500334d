namespace FunctionalNet.Lowering;

/// <summary>Roots whose derivative at 0, which is infinite, is replaced by 0: their operands are powers with derivative 0 there.</summary>
internal static class Roots
{
    /// <summary>The p-th root.</summary>
    public static Expr Root(this Expr x, double p)
    {
        var isZero = x.Equal(0);
        var safe = isZero.Where(1, x);
        return isZero.Where(0, p.Equals(2) ? safe.Sqrt() : safe.Pow(1 / p));
    }
}
