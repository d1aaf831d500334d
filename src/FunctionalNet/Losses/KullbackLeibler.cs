using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// Σ t (ln t - x) for each sample, from log-probabilities x [..., classes] and a distribution t of the same shape: the divergence of t from
/// e^x. Terms with t = 0 are 0.
/// </summary>
/// <remarks>
/// PyTorch: KLDivLoss with the reduction "batchmean"; with <c>ByElement</c>, its "mean", which also divides by the classes, and its "none".
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <param name="ByElement">Whether each class is a term of its own, instead of their sum per sample.</param>
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

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(KullbackLeibler), TargetRange.Probabilities, columns)];
}
