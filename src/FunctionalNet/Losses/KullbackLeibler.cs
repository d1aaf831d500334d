namespace FunctionalNet;

/// <summary>Σ t (ln t - x) for each sample, from log-probabilities x [..., classes] and a distribution t of the same shape: the divergence from e^x to t. Where t is 0 it adds 0.</summary>
/// <remarks>PyTorch: KLDivLoss with the reduction "batchmean"; its "mean" divides by the classes too.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(model >> LogSoftmax(), KullbackLeibler(), Adam(1e-3));</code></example>
public sealed partial record KullbackLeibler(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var entropy = target * (target > 0).Where(target, 1).Log();
        return new((entropy - target.Equal(0).Where(0, target * prediction)).ReduceSum([-1]));
    }
}
