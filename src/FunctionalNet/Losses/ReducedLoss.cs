namespace FunctionalNet;

/// <summary>A loss that has a term for each element or sample, of which it takes the mean or the sum.</summary>
/// <example><code>
/// public sealed record Quartic(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
/// {
///     public override LossTerms Each(Expr prediction, Expr target) => new((prediction - target).Pow(4));
/// }
/// </code></example>
/// <param name="Reduction">What it makes of them.</param>
[MadeBy(typeof(Net))]
public abstract record ReducedLoss(Reduction Reduction) : Loss
{
    /// <summary>The terms.</summary>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
    public abstract LossTerms Each(Expr prediction, Expr target);

    /// <inheritdoc/>
    public sealed override Expr Apply(Expr prediction, Expr target) => Each(prediction, target).Reduce(Reduction);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Portion> Portions(Expr prediction, Expr target)
    {
        var terms = Each(prediction, target);
        return [new(terms.Reduce(Reduction), Reduction == Reduction.Sum ? null : terms.Count)];
    }

    /// <summary>How much each label counts in the mean: 1 where it is one of the classes of the scores, else 0.</summary>
    /// <param name="scores">The scores, [..., classes].</param>
    /// <param name="labels">Labels as <see cref="Labels"/> gives them.</param>
    protected static Expr Counts(Expr scores, Expr labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var isClass = labels.GreaterOrEqual(Ops.Integer(0)).And(labels.Less(Ops.Integer(scores.Shape[^1].Size)));
        return isClass.Cast(ElementType.Float);
    }

    /// <summary>The scores with 0 in the rows that do not count, whatever stands there: neither value nor slope depends on them.</summary>
    internal static Expr Counted(Expr scores, Expr counts) => counts.Equal(0).Unsqueeze(-1).Where(0, scores);

    /// <summary>
    /// The labels, each looked at: one for each row of scores, from 0 to below the number of scores, or -1 where one does not count.
    /// </summary>
    /// <param name="scores">The scores, [..., classes].</param>
    /// <param name="labels">The labels, [...].</param>
    /// <param name="ignore">The label that does not count; null where each does.</param>
    /// <exception cref="ShapeException">They are not one whole number for each row of scores.</exception>
    /// <exception cref="LabelException">When it runs: a label is none of the classes.</exception>
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

    /// <summary>The places of the last axis for each label, which is looked at as by <see cref="Labels"/>.</summary>
    protected Expr IsLabel(Expr scores, Expr labels) => Ops.IsLabel(scores, Labels(scores, labels));
}
