namespace FunctionalNet;

/// <summary>1 - cos(prediction, target) for each sample, along the last axis; both of one shape [..., k]. From 0, the same direction, to 2.</summary>
/// <remarks>PyTorch: 1 - cosine_similarity, and CosineEmbeddingLoss for pairs that are alike. Keras's CosineSimilarity is it minus 1. A vector shorter than 10⁻⁸ counts as one of that length.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(model, CosineDistance(), Adam(1e-3));</code></example>
public sealed partial record CosineDistance(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    private const double Large = 1e15;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new(1 - (Unit(prediction) * Unit(target)).ReduceSum([-1]));
    }

    private static Expr Unit(Expr x)
    {
        // Large vectors are made smaller first, or their squares would overflow: the direction, and so the slope, does not depend on it.
        var largest = x.Abs().ReduceMax([-1], keepDims: true);
        var size = largest.CustomVjp("Size", m => (m > Large).Where(m, 1), (_, _, _) => null);
        var y = x / size;
        return y / (y * y).ReduceSum([-1], keepDims: true).Max(1e-16).Sqrt();
    }
}
