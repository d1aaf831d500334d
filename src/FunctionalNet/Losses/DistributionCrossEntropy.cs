using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// -Σ t ln softmax(logits) for each sample, from logits [..., classes] and distributions t of the same shape, such as those of mixup, or of
/// a larger model.
/// </summary>
/// <remarks>
/// PyTorch: CrossEntropyLoss with probabilities, whose classes are axis 1. Optax: softmax_cross_entropy. With smoothing ε the target is (1
/// - ε) t + ε / classes. Class weights multiply the terms of their classes; the mean is over all samples. A share of 0 adds 0, even with a
/// logit of -∞.
/// </remarks>
/// <param name="Smoothing">ε, from 0 to 1.</param>
/// <param name="Weights">The weight of each class; 1 if absent.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, DistributionCrossEntropy(), Adam(1e-3));</code></example>
public sealed partial record DistributionCrossEntropy(
    [Share] double Smoothing = 0,
    ClassWeights? Weights = null,
    Reduction Reduction = Reduction.Mean
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var logP = prediction.LogSoftmax();
        var smooth = Smoothing.Equals(0)
            ? target
            : ((1 - Smoothing) * target) + (Smoothing / prediction.Shape[^1].Size);
        var weighted = Weights is null ? smooth : smooth * Weights.Over(prediction, nameof(DistributionCrossEntropy));
        return new(-weighted.Equal(0).Where(0, weighted * logP).ReduceSum([-1]));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(DistributionCrossEntropy), TargetRange.Probabilities, columns)];
}
