using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// 1 - cos(a, b) if the target is 1, max(0, cos(a, b) - margin) if it is -1, for each pair: predictions [..., 2, k] with targets [...].
/// </summary>
/// <remarks>
/// PyTorch: CosineEmbeddingLoss, which has two inputs and adds 10⁻¹² to the squared norms. A norm below 10⁻⁸ is taken as 10⁻⁸.
/// </remarks>
/// <param name="Margin">The cosine up to which dissimilar pairs have loss 0.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(16), CosineEmbedding(0.2), Adam(1e-3)); // inputs [n, 2, 64], targets [n]</code></example>
public sealed partial record CosineEmbedding([Finite] double Margin = 0, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        var (a, b) = Pairs.Of(prediction, nameof(CosineEmbedding));
        ArgumentNullException.ThrowIfNull(target);
        if (target.Shape != a.Shape[..^1])
        {
            throw new ShapeException(
                nameof(CosineEmbedding),
                $"the pairs are {prediction.Shape}, the target {target.Shape}",
                $"give a target of 1 or -1 for each pair: {a.Shape[..^1]}"
            );
        }

        var cosine = CosineDistance.Cosine(a, b);
        return new((target > 0).Where(1 - cosine, (cosine - Margin).Relu()));
    }

    /// <inheritdoc/>
    internal override ImmutableArray<TargetRule> TargetRules(int columns) =>
        [new(nameof(CosineEmbedding), TargetRange.Signs, columns)];
}
