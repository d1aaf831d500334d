namespace FunctionalNet;

/// <summary>
/// ½ (s + (t - μ)² e^-s) for each element, from predictions [..., 2k], the means μ followed by the logarithms s of the variances, and
/// targets t [..., k]: the negative log-likelihood up to ½ ln 2π.
/// </summary>
/// <remarks>
/// PyTorch: GaussianNLLLoss, which takes the variance itself and clamps it; its logarithm needs no clamping. Nix and Weigend, "Estimating
/// the Mean and Variance of the Target Probability Distribution", 1994.
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
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

        // Scales by the fourth root of the precision, so that a small error with a tiny variance does not overflow; an error of 0 stays 0.
        var root = (error.Equal(0).Where(0, logVariance) * -0.25).Exp();
        var relative = error * root * root;
        return new(0.5 * (logVariance + (relative * relative)));
    }
}
