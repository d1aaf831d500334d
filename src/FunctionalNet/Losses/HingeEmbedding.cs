namespace FunctionalNet;

/// <summary>x where the target is 1, max(0, margin - x) where it is -1, for each element: distances x of what is alike and of what is not; of one shape.</summary>
/// <remarks>PyTorch: HingeEmbeddingLoss.</remarks>
/// <param name="Margin">How far what is not alike should be.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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
}
