namespace FunctionalNet;

/// <summary>λ Σ |w|; the gradient at 0 is 0.</summary>
/// <remarks>
/// It shrinks weights towards 0 without making them exactly 0, which takes a proximal step. Tibshirani, "Regression Shrinkage and Selection
/// via the Lasso", 1996.
/// </remarks>
/// <param name="Strength">λ.</param>
/// <param name="Mask">Which paths are penalized; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>var training = Training.Of(model, MeanSquaredError() + L1(1e-3), Sgd(0.01));</code></example>
public sealed partial record L1([NotNegative] double Strength, Func<string, bool>? Mask = null) : Penalty(Mask)
{
    /// <inheritdoc/>
    public override Expr Of(Expr parameter) => Strength.Equals(0) ? 0 : Strength * parameter.Abs().ReduceSum();
}
