namespace FunctionalNet;

/// <summary>-prediction[label] for each sample, from log-probabilities [..., classes] and whole-number labels [...]. A label outside of the classes adds 0 and counts for nothing.</summary>
/// <remarks>PyTorch: NLLLoss, whose classes lie on axis 1. ONNX: its body. <see cref="SoftmaxCrossEntropy"/> is this behind LogSoftmax, in one pass.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
public sealed record NegativeLogLikelihood(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override Terms Each(Expr prediction, Expr target)
    {
        return new(-IsLabel(prediction, target).Where(prediction, 0).ReduceSum([-1]), Counts(prediction, target));
    }
}

/// <content>NegativeLogLikelihood.</content>
public static partial class Net
{
    /// <summary>-prediction[label] for each sample, from log-probabilities [..., classes] and whole-number labels [...]. A label outside of the classes adds 0 and counts for nothing.</summary>
    /// <example><code>var training = Training.Of(model >> LogSoftmax(), NegativeLogLikelihood(), Adam(1e-3));</code></example>
    public static ReducedLoss NegativeLogLikelihood(Reduction reduction = Reduction.Mean) =>
        new NegativeLogLikelihood(reduction);
}
