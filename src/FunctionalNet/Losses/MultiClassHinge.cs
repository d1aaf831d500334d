namespace FunctionalNet;

/// <summary>Σ max(0, margin - x[label] + x[i]) / classes over all i but the label, for each sample, from scores x [..., classes] and whole-number labels [...]. A label that is none of the classes is an error, but for the one that does not count: it adds 0.</summary>
/// <remarks>PyTorch: MultiMarginLoss. Crammer and Singer take the largest of the terms in place of their sum.</remarks>
/// <param name="Margin">By how much the right score should exceed the others.</param>
/// <param name="Reduction">What it makes of the terms.</param>
/// <param name="Ignore">The label that does not count, -1 if absent; null where each does.</param>
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
