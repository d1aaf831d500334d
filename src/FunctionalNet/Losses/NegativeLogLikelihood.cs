namespace FunctionalNet;

/// <summary>
/// -prediction[label] for each sample, from log-probabilities [..., classes] and integer labels [...]. A label that is none of the classes
/// is an error, except the ignored one, which adds 0.
/// </summary>
/// <remarks>
/// PyTorch: NLLLoss, whose classes are axis 1, and which ignores -100. ONNX: its body. <see cref="SoftmaxCrossEntropy"/> is LogSoftmax
/// followed by this, in one pass.
/// </remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <param name="Ignore">The label to ignore, -1 if absent; null for none.</param>
/// <param name="Weights">The weight of each class, in the mean too; 1 if absent.</param>
/// <example><code>var training = Training.Of(model >> LogSoftmax(), NegativeLogLikelihood(), Adam(1e-3));</code></example>
public sealed partial record NegativeLogLikelihood(
    Reduction Reduction = Reduction.Mean,
    int? Ignore = -1,
    ClassWeights? Weights = null
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        var labels = Labels(prediction, target, Ignore);
        var isLabel = IsLabel(prediction, labels);
        if (Weights?.Over(prediction, nameof(NegativeLogLikelihood)) is not { } weights)
        {
            return new(-isLabel.Where(prediction, 0).ReduceSum([-1]), Counts(prediction, labels));
        }

        var counts = isLabel.Where(weights, 0);
        return new(-counts.Equal(0).Where(0, prediction * counts).ReduceSum([-1]), counts.ReduceSum([-1]));
    }
}
