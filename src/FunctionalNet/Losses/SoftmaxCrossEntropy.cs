namespace FunctionalNet;

/// <summary>
/// -ln softmax(logits)[label] for each sample, from logits [..., classes] and whole-number labels [...]: one for each sample
/// [n, classes], or for each place of a sequence [n, t, classes]. A label that is none of the
/// classes is an error, but for the one that does not count: it adds 0, and the mean is over the others.
/// </summary>
/// <remarks>
/// ONNX: SoftmaxCrossEntropyLoss. PyTorch: CrossEntropyLoss, whose classes lie on axis 1, which ignores -100, and whose mean over
/// nothing is NaN where this one's is 0. With smoothing ε the label has the share 1 - ε + ε / classes of the target, and each
/// other class ε / classes (Szegedy and others, "Rethinking the Inception Architecture", 2015). With weights the mean is that of
/// a data set in which each sample stands as often as its label's weight says.
/// </remarks>
/// <param name="Smoothing">ε, from 0 to 1.</param>
/// <param name="Weights">How much each class counts; 1 if absent.</param>
/// <param name="Ignore">
/// The label that does not count, whether it is one of the classes, such as a token for padding, or none; -1 if absent, which is never a
/// class; null where each label counts.
/// </param>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(model, SoftmaxCrossEntropy(smoothing: 0.1), Adam(1e-3));</code></example>
public sealed partial record SoftmaxCrossEntropy(
    [Share] double Smoothing = 0,
    ClassWeights? Weights = null,
    int? Ignore = -1,
    Reduction Reduction = Reduction.Mean
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);

        var labels = Labels(prediction, target, Ignore);
        var known = Counts(prediction, labels);
        var weights = Weights?.Over(prediction, nameof(SoftmaxCrossEntropy));
        var counts = weights is null ? known : IsLabel(prediction, labels).Where(weights, 0).ReduceSum([-1]);
        if (Smoothing.Equals(0))
        {
            return new(weights is null ? Ops.CrossEntropy(prediction, labels) : Labelled(labels, counts), counts);
        }

        // With smoothing, a row whose label has no weight counts by its other classes.
        var scores = Counted(prediction, known);
        var logP = scores.LogSoftmax();
        var all = (weights is null ? logP : weights.Equal(0).Where(0, logP * weights)).ReduceSum([-1]);
        var spread = Smoothing / prediction.Shape[^1].Size * known * all;
        if (Smoothing.Equals(1))
        {
            return new(-spread, counts);
        }

        var loss = Ops.CrossEntropy(scores, labels);
        var terms = weights is null ? loss : counts.Equal(0).Where(0, loss * counts);
        return new(((1 - Smoothing) * terms) - spread, counts);

        Expr Labelled(Expr label, Expr weight) => Ops.CrossEntropy(Counted(prediction, weight), label) * weight;
    }
}
