namespace FunctionalNet;

/// <summary>
/// -ln softmax(cos(aᵢ, b) / τ)[i] for each sample i, from pairs [n, 2, k]: the first vector of each pair should be closest to its own
/// second vector among those of the whole batch. The target, one number per sample, is ignored.
/// </summary>
/// <remarks>
/// The other samples of the batch are the negatives, so that splitting a batch changes the loss. The symmetric loss is CLIP's: the mean of
/// both directions. Oord, Li and Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018; Radford and others, 2021.
/// </remarks>
/// <param name="Temperature">τ: the smaller, the more the closest negatives dominate.</param>
/// <param name="Symmetric">Whether to add the loss of the second vectors against the first.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(encoder, InfoNce(0.07, symmetric: true), Adam(1e-3)); // predictions [n, 2, 128]</code></example>
public sealed partial record InfoNce(
    [Positive] double Temperature = 0.1,
    bool Symmetric = false,
    Reduction Reduction = Reduction.Mean
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        var (a, b) = Pairs.Of(prediction, nameof(InfoNce));
        if (a.Shape.Rank != 2)
        {
            throw new ShapeException(
                nameof(InfoNce),
                $"the prediction is {prediction.Shape}",
                "give two vectors for each sample: [n, 2, k]"
            );
        }

        (a, b) = (a.L2Normalize(), b.L2Normalize());
        var own = (a * b).ReduceSum([-1]) / Temperature;
        var scores = a.MatMul(b.Transpose()) / Temperature;

        // Differences from the positive's score, which keep the precision of small losses.
        var first = (scores - own.Unsqueeze(1)).ReduceLogSumExp([1]);
        return new(Symmetric ? 0.5 * (first + (scores - own.Unsqueeze(0)).ReduceLogSumExp([0])) : first);
    }
}
