namespace FunctionalNet;

/// <summary>A loss with one term per element or sample, reduced to their mean or sum.</summary>
/// <example><code>
/// public sealed record Quartic(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
/// {
///     public override LossTerms Each(Expr prediction, Expr target) => new((prediction - target).Pow(4));
/// }
/// </code></example>
/// <param name="Reduction">How the terms are reduced.</param>
[MadeBy(typeof(Net))]
public abstract record ReducedLoss(Reduction Reduction) : Loss
{
    /// <summary>The terms.</summary>
    /// <exception cref="ShapeException">The shape of the target does not match the prediction.</exception>
    public abstract LossTerms Each(Expr prediction, Expr target);

    /// <inheritdoc/>
    public sealed override Expr Apply(Expr prediction, Expr target) => Each(prediction, target).Reduce(Reduction);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Portion> Portions(Expr prediction, Expr target)
    {
        var terms = Each(prediction, target);
        return [new(terms.Reduce(Reduction), Reduction == Reduction.Sum ? null : terms.Count)];
    }

    /// <summary>The weight of each label in the mean: 1 if it is one of the classes of the scores, else 0.</summary>
    /// <param name="scores">The scores, [..., classes].</param>
    /// <param name="labels">The result of <see cref="Labels"/>.</param>
    protected static Expr Counts(Expr scores, Expr labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var isClass = labels.GreaterOrEqual(Ops.Integer(0)).And(labels.Less(Ops.Integer(scores.Shape[^1].Size)));
        return isClass.Cast(ElementType.Float);
    }

    /// <summary>The scores with 0 in ignored rows, whatever they contain: neither value nor gradient depends on them.</summary>
    internal static Expr Counted(Expr scores, Expr counts) => counts.Equal(0).Unsqueeze(-1).Where(0, scores);

    /// <summary>The checked labels: one per row of scores, from 0 to below the number of scores, or -1 if ignored.</summary>
    /// <param name="scores">The scores, [..., classes].</param>
    /// <param name="labels">The labels, [...].</param>
    /// <param name="ignore">The label to ignore; null for none.</param>
    /// <exception cref="ShapeException">There is not one integer per row of scores.</exception>
    /// <exception cref="LabelException">At run time: a label is none of the classes.</exception>
    protected Expr Labels(Expr scores, Expr labels, int? ignore = -1)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        return scores.Shape.Rank > 0 && labels.Type == new TensorType(scores.Shape[..^1], ElementType.Int64)
            ? labels.Labels(scores.Shape[^1].Size, ignore, GetType().Name)
            : throw new ShapeException(
                GetType().Name,
                $"the scores are {scores.Type}, the labels {labels.Type}",
                "give one whole number for each row of scores: Int64 of the shape of the scores without their last axis"
            );
    }

    /// <summary>The index in the last axis for each label, checked as by <see cref="Labels"/>.</summary>
    protected Expr IsLabel(Expr scores, Expr labels) => Ops.IsLabel(scores, Labels(scores, labels));
}
