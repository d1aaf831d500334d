namespace FunctionalNet;

/// <summary>
/// -ln softmax(cos(aᵢ, b) / τ)[i] for each sample i, from pairs [n, 2, k]: among the second vectors of the whole batch the first one is to find its own.
/// What is learned is in the inputs; the target, one number a sample, plays no part.
/// </summary>
/// <remarks>
/// The other samples of the batch are the negatives, so that batches are not to be cut further. Symmetric it is the loss of CLIP: the mean of both ways.
/// Oord, Li and Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018; Radford and others, 2021.
/// </remarks>
/// <param name="Temperature">τ, how much the nearest negatives count more than others.</param>
/// <param name="Symmetric">Whether the second one is to find the first too.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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

        // By how much the others come near its own, which keeps the digits of a small loss.
        var first = (scores - own.Unsqueeze(1)).ReduceLogSumExp([1]);
        return new(Symmetric ? 0.5 * (first + (scores - own.Unsqueeze(0)).ReduceLogSumExp([0])) : first);
    }
}
