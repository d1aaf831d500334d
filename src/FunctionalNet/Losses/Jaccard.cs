using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// 1 - (Σ p t + s) / (Σ p + Σ t - Σ p t + s) for each sample and channel, with sums over the other axes: intersection over union (IoU) of
/// two areas, from probabilities p and targets t in [0, 1], both [n, channels, ...].
/// </summary>
/// <remarks>
/// segmentation_models: JaccardLoss. Rahman and Wang, "Optimizing Intersection-Over-Union in Deep Neural Networks", 2016. For logits, apply
/// <c>Sigmoid()</c> or <c>Softmax(axis: 1)</c> first.
/// </remarks>
/// <param name="Smooth">s: with it, an empty area that was predicted empty has loss 0, and the loss of small areas varies less.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(network >> Conv2d(1, 1) >> Sigmoid(), Jaccard(), Adam(1e-3));</code></example>
public sealed partial record Jaccard([NotNegative] double Smooth = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var (common, both) = Areas.Of(prediction, target, nameof(Jaccard));
        return new(1 - ((common + Smooth) / (both - common + Smooth)));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(Jaccard), TargetRange.Probabilities, columns)];
}
