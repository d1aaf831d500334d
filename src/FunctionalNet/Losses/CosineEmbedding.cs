namespace FunctionalNet;

/// <summary>
/// 1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1, for each pair: predictions [..., 2, k] with targets [...].
/// </summary>
/// <remarks>PyTorch: CosineEmbeddingLoss, of two inputs, which adds 10⁻¹² to the squares of the lengths. A vector shorter than 10⁻⁸ counts as one of that length.</remarks>
/// <param name="Margin">Which cosine is small enough for what is not alike.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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
}
