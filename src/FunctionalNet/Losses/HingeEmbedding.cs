using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// x if the target is 1, max(0, margin - x) if it is -1, for each element, from distances x of similar and dissimilar pairs; of one shape.
/// </summary>
/// <remarks>PyTorch: HingeEmbeddingLoss.</remarks>
/// <param name="Margin">The distance from which on dissimilar pairs have loss 0.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(distance, HingeEmbedding(2), Adam(1e-3));</code></example>
public sealed partial record HingeEmbedding([Finite] double Margin = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new((target > 0).Where(prediction, (Margin - prediction).Relu()));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(HingeEmbedding), TargetRange.Signs, columns)];
}
