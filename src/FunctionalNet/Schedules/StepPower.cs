namespace FunctionalNet;

/// <summary>
/// Powers of a number whose exponent is a number of steps. A base near 1, such as 0.9999, is no number that float32 knows well enough, and
/// from 1 a small power cannot be told: so the logarithm is taken here, and what is near 1 is never subtracted from 1.
/// </summary>
internal static class StepPower
{
    /// <summary>bᵖᵗ of a number b ≥ 0, where 0⁰ is 1: a scalar.</summary>
    /// <param name="b">The base.</param>
    /// <param name="t">The number of steps.</param>
    /// <param name="share">p, how far the power goes in a step.</param>
    public static Expr Power(double b, Expr t, double share = 1) =>
        b.Equals(0) ? t.Equal(0).Where(1, 0)
        : b.Equals(1) ? 1
        : (t * (Math.Log(b) * share)).Exp();

    /// <summary>1 - βᵗ of a β in [0, 1), for t ≥ 1: a scalar, as exact where it is small as where it is large.</summary>
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
