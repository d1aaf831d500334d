namespace FunctionalNet;

/// <summary>
/// Σ max(0, margin - x[label] + x[i]) / classes over all i but the label, for each sample, from scores x [..., classes] and integer labels
/// [...]. A label that is none of the classes is an error, except the ignored one, which adds 0.
/// </summary>
/// <remarks>PyTorch: MultiMarginLoss. Crammer and Singer use the largest of the terms instead of their sum.</remarks>
/// <param name="Margin">The difference by which the label's score must exceed the others for loss 0.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <param name="Ignore">The label to ignore, -1 if absent; null for none.</param>
/// <example><code>var training = Training.Of(model, MultiClassHinge(), Adam(1e-3));</code></example>
public sealed partial record MultiClassHinge(
    [Finite] double Margin = 1,
    Reduction Reduction = Reduction.Mean,
    int? Ignore = -1
) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        var labels = Labels(prediction, target, Ignore);
        var isLabel = IsLabel(prediction, labels);
        var known = Counts(prediction, labels);
        var scores = Counted(prediction, known);
        var right = isLabel.Where(scores, 0).ReduceSum([-1], keepDims: true);
        var above = isLabel.Where(0, (Margin - right + scores).Relu());
        return new(known * above.ReduceSum([-1]) * (1.0 / prediction.Shape[^1].Size), known);
    }
}
