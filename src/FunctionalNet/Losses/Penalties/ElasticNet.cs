namespace FunctionalNet;

/// <summary>λ₁ Σ |w| + ½ λ₂ Σ w².</summary>
/// <remarks>
/// Zou and Hastie, "Regularization and Variable Selection via the Elastic Net", 2005. scikit-learn's α and ratio r are
/// λ₁ = α r and λ₂ = α (1 - r), with half the mean squared error as its loss.
/// </remarks>
/// <param name="First">λ₁.</param>
/// <param name="Second">λ₂.</param>
/// <param name="Mask">Which paths are penalized; all if absent. One that takes none of the parameters is an error.</param>
/// <example><code>var training = Training.Of(model, MeanSquaredError() + ElasticNet(1e-3, 1e-4), Sgd(0.01));</code></example>
public sealed partial record ElasticNet(
    [NotNegative] double First,
    [NotNegative] double Second,
    Func<string, bool>? Mask = null
) : Penalty(Mask)
{
    /// <inheritdoc/>
    public override Expr Of(Expr parameter) => new L1(First).Of(parameter) + new L2(Second).Of(parameter);
}
