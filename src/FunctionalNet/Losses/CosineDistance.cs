namespace FunctionalNet;

/// <summary>1 - cos(prediction, target) for each sample, along the last axis; both of one shape [..., k]. From 0, the same direction, to 2.</summary>
/// <remarks>
/// PyTorch: 1 - cosine_similarity, and CosineEmbeddingLoss for similar pairs. Keras's CosineSimilarity is this minus 1. A norm below 10⁻⁸
/// is taken as 10⁻⁸.
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, CosineDistance(), Adam(1e-3));</code></example>
public sealed partial record CosineDistance(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    private const double Least = 1e-8;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new(1 - Cosine(prediction, target));
    }

    /// <summary>The cosine between vectors on the last axis.</summary>
    internal static Expr Cosine(Expr x, Expr y) =>
        (x.L2Normalize(-1, Least) * y.L2Normalize(-1, Least)).ReduceSum([-1]);
}
