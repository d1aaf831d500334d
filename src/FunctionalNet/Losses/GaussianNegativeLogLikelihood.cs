namespace FunctionalNet;

/// <summary>
/// ½ (s + (t - μ)² e^-s) for each element, from predictions [..., 2k], the means μ and behind them the logarithms s of the
/// variances, and targets t [..., k]: -ln of the density of t, up to ½ ln 2π.
/// </summary>
/// <remarks>
/// PyTorch: GaussianNLLLoss, which takes the variance itself, clamped. Its logarithm needs no bounds. Nix and Weigend,
/// "Estimating the Mean and Variance of the Target Probability Distribution", 1994.
/// </remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(Dense(2), GaussianNegativeLogLikelihood(), Adam(1e-3)); // of one number</code></example>
public sealed partial record GaussianNegativeLogLikelihood(Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var (mean, logVariance) = Ops.Halves(prediction, -1, nameof(GaussianNegativeLogLikelihood));
        SameShape(mean, target);
        var error = target - mean;

        // By the fourth root of the precision, so that a small error in a tiny variance stays within the numbers; an error of 0 is 0 in any.
        var root = (error.Equal(0).Where(0, logVariance) * -0.25).Exp();
        var relative = error * root * root;
        return new(0.5 * (logVariance + (relative * relative)));
    }
}
