namespace FunctionalNet;

/// <summary>Σ t (ln t - x) for each sample, from log-probabilities x [..., classes] and a distribution t of the same shape: the divergence from e^x to t. Where t is 0 it adds 0.</summary>
/// <remarks>PyTorch: KLDivLoss with the reduction "batchmean"; its "mean", which divides by the classes too, and its "none" are those by element.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <param name="ByElement">Whether each class is a term of its own, in place of their sum for a sample.</param>
/// <example><code>var training = Training.Of(model >> LogSoftmax(), KullbackLeibler(), Adam(1e-3));</code></example>
public sealed partial record KullbackLeibler(Reduction Reduction = Reduction.Mean, bool ByElement = false)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var entropy = target * (target > 0).Where(target, 1).Log();
        var terms = entropy - target.Equal(0).Where(0, target * prediction);
        return new(ByElement ? terms : terms.ReduceSum([-1]));
    }
}
