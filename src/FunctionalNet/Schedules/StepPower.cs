namespace FunctionalNet;

/// <summary>
/// Powers of a number with a number of steps as the exponent. Float32 does not represent a base near 1, such as 0.9999, accurately enough,
/// nor a small power's difference from 1: so the logarithm is computed here in double, and no number near 1 is subtracted from 1.
/// </summary>
internal static class StepPower
{
    /// <summary>bᵖᵗ of a number b ≥ 0, where 0⁰ is 1: a scalar.</summary>
    /// <param name="b">The base.</param>
    /// <param name="t">The number of steps.</param>
    /// <param name="share">p, the exponent per step.</param>
    public static Expr Power(double b, Expr t, double share = 1) =>
        b.Equals(0) ? t.Equal(0).Where(1, 0)
        : b.Equals(1) ? 1
        : (t * (Math.Log(b) * share)).Exp();

    /// <summary>1 - βᵗ for β in [0, 1) and t ≥ 1: a scalar, with the same relative accuracy for small and large results.</summary>
    /// <remarks>1 - e^(-2h) = 2 tanh h / (1 + tanh h).</remarks>
    public static Expr Complement(double beta, Expr t)
    {
        if (beta.Equals(0))
        {
            return 1;
        }

        var h = (t * (-Math.Log(beta) / 2)).Tanh();
        return 2 * h / (1 + h);
    }
}
