namespace FunctionalNet;

/// <summary>
/// -ln softmax(logits)[label] for each sample, from logits [..., classes] and integer labels [...]: one per sample [n, classes], or per
/// token of a sequence [n, t, classes]. A label that is none of the classes is an error, except the ignored one, which adds 0 and is not
/// counted in the mean.
/// </summary>
/// <remarks>
/// ONNX: SoftmaxCrossEntropyLoss. PyTorch: CrossEntropyLoss, whose classes are axis 1, which ignores -100, and whose mean of no labels is
/// NaN instead of 0. With smoothing ε the target has the share 1 - ε + ε / classes at the label and ε / classes at each other class
/// (Szegedy and others, "Rethinking the Inception Architecture", 2015). With weights the mean equals that of a data set with each sample
/// repeated by its label's weight.
/// </remarks>
/// <param name="Smoothing">ε, from 0 to 1.</param>
/// <param name="Weights">The weight of each class; 1 if absent.</param>
/// <param name="Ignore">The label to ignore, which may be a class, such as a padding token; -1 if absent, which is never a class; null for
/// none.</param>
/// <param name="Reduction">How the terms are reduced.</param>
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

        // With smoothing, a row whose label has weight 0 counts by its other classes.
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
