using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A function of a prediction and its target to the scalar that training minimizes.</summary>
[MadeBy(typeof(Net))]
public abstract partial record Loss : IComposed
{
    /// <summary>Gets the element type of targets.</summary>
    protected internal virtual ElementType Target => ElementType.Float;

    /// <summary>Gets the names of the parts, in order; null for a part without a name.</summary>
    internal virtual IEnumerable<string?> PartNames => [null];

    /// <summary>A loss from a function, for languages that cannot derive a record, and for small losses.</summary>
    /// <param name="name">The printed name.</param>
    /// <param name="apply">From prediction and target to the mean over the samples, a scalar.</param>
    /// <param name="target">The element type of targets.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <example><code>Loss pinball = Loss.Of("Pinball", (y, target) => (target - y).Max((target - y) * -0.1).ReduceMean());</code></example>
    public static Loss Of(string name, Func<Expr, Expr, Expr> apply, ElementType target = ElementType.Float)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        return new LossFunction(name, apply, target);
    }

    /// <summary>The mean loss over the samples, a scalar.</summary>
    /// <exception cref="ShapeException">The shape of the target does not match the prediction.</exception>
    public abstract Expr Apply(Expr prediction, Expr target);

    /// <summary>The sum of this loss and a penalty on the parameters.</summary>
    public static Loss operator +(Loss loss, Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(penalty);
        return new PenalizedLoss(loss, penalty);
    }

    /// <summary>
    /// The objective of a training step: the loss plus its penalties on the parameters. It is the loss of a state; on validation data only
    /// <see cref="Apply"/> is measured.
    /// </summary>
    /// <param name="prediction">The output of the model for a batch.</param>
    /// <param name="target">The targets of the batch.</param>
    /// <param name="parameters">The parameters of the model.</param>
    /// <exception cref="ShapeException">The shape of the target does not match the prediction.</exception>
    public virtual Expr Objective(Expr prediction, Expr target, IReadOnlyList<Expr> parameters) =>
        Apply(prediction, target);

    /// <summary>
    /// The parts of the loss that are averaged over batches. By default it is one part, weighted by its number of samples; a loss that
    /// ignores or weights samples states the remaining count.
    /// </summary>
    /// <param name="prediction">The output of the model for a batch.</param>
    /// <param name="target">The targets of the batch.</param>
    /// <exception cref="ShapeException">The shape of the target does not match the prediction.</exception>
    public virtual IReadOnlyList<Portion> Portions(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return
        [
            new(
                Apply(prediction, target),
                prediction.Shape.Rank == 0 ? Ops.Constant(1) : prediction.Shape[..1].Count()
            ),
        ];
    }

    /// <summary>
    /// The loss as a graph for predictions and targets of given shapes: from <c>"prediction"</c> and <c>"target"</c> to the loss.
    /// </summary>
    /// <param name="prediction">The shape of the prediction including the batch, which may be free.</param>
    /// <param name="target">The shape of the target.</param>
    /// <exception cref="ShapeException">The shape of the target does not match the prediction.</exception>
    /// <example><code>Graph slope = SoftmaxCrossEntropy().ToGraph(new(8, 3), new(8)).Gradient("prediction");</code></example>
    public Graph ToGraph(Shape prediction, Shape target)
    {
        var (x, t) = (Expr.Input("prediction", prediction), Expr.Input("target", target, Target));
        return new([x, t], [Apply(x, t)]);
    }

    /// <summary>The targets that the loss takes, where it does not take all numbers; labels have rules of their own.</summary>
    /// <param name="columns">The size of the last axis of the targets, 1 for one number a sample.</param>
    internal virtual ImmutableArray<TargetRule> TargetRules(int columns) => [];

    /// <summary>Rejects targets of another shape than the prediction, which would broadcast silently.</summary>
    protected void SameShape(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        if (prediction.Shape != target.Shape)
        {
            throw new ShapeException(
                GetType().Name,
                $"the prediction is {prediction.Shape}, the target {target.Shape}",
                prediction.Shape.Rank == target.Shape.Rank + 1 && prediction.Shape == target.Shape.Append(new Shape(1))
                    ? $"give targets of {prediction.Shape}: a number for each sample is a row of one, as data.WithTargets(t => t.Reshape(new(t.Shape[0], 1))) makes it"
                    : "give both the same shape, for instance by Reshape"
            );
        }
    }

    /// <summary>
    /// A column of a concatenated target, as a loss takes it: numbers unchanged, labels without the last axis and as integers.
    /// </summary>
    internal static Expr Column(Expr column, ElementType element, string name) =>
        element switch
        {
            ElementType.Float => column,
            ElementType.Int64 => Ops.Looked(column.Squeeze(-1), new(name, Classes: null)),
            _ => column.Squeeze(-1).Cast(element),
        };
}
