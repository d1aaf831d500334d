namespace FunctionalNet;

/// <summary>½ λ Σ w², with the gradient λ w: weight_decay of PyTorch's optimizers.</summary>
/// <remarks>
/// Sources differ: Keras's L2 and many lectures omit the ½, so that their λ is half of this one. With Adam it differs from decoupled decay,
/// which is <see cref="AddWeightDecay"/> after the scaling. Hoerl and Kennard, "Ridge Regression", 1970.
/// </remarks>
/// <param name="Strength">λ.</param>
/// <param name="Mask">Which paths are penalized; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>var training = Training.Of(model, MeanSquaredError() + L2(1e-4), Sgd(0.01));</code></example>
public sealed partial record L2([NotNegative] double Strength, Func<string, bool>? Mask = null) : Penalty(Mask)
{
    /// <inheritdoc/>
    public override Expr Of(Expr parameter) =>
        Strength.Equals(0) ? 0 : 0.5 * Strength * (parameter * parameter).ReduceSum();
}
