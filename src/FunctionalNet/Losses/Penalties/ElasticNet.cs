namespace FunctionalNet;

/// <summary>λ₁ Σ |w| + ½ λ₂ Σ w².</summary>
/// <remarks>
/// Zou and Hastie, "Regularization and Variable Selection via the Elastic Net", 2005. scikit-learn's α and ratio r are
/// λ₁ = α r and λ₂ = α (1 - r), with half the mean squared error as its loss.
/// </remarks>
/// <param name="First">λ₁.</param>
/// <param name="Second">λ₂.</param>
/// <param name="Mask">Which paths are penalized; all if absent.</param>
public sealed record ElasticNet(double First, double Second, Func<string, bool>? Mask = null) : Penalty(Mask)
{
    /// <summary>Gets λ₁.</summary>
    public double First { get; } = Ranges.NotNegative(First);

    /// <summary>Gets λ₂.</summary>
    public double Second { get; } = Ranges.NotNegative(Second);

    /// <inheritdoc/>
    public override Expr Of(Expr parameter) => new L1(First).Of(parameter) + new L2(Second).Of(parameter);
}

/// <content>ElasticNet.</content>
public static partial class Net
{
    /// <summary>λ₁ Σ |w| + ½ λ₂ Σ w² as a term of the loss.</summary>
    /// <example><code>var training = Training.Of(model, MeanSquaredError() + ElasticNet(1e-3, 1e-4), Sgd(0.01));</code></example>
    public static Penalty ElasticNet(double first, double second, Func<string, bool>? mask = null) =>
        new ElasticNet(first, second, mask);
}
