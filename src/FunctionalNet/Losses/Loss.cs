namespace FunctionalNet;

/// <summary>From a prediction and its target to one number that training makes small.</summary>
[MadeBy(typeof(Net))]
public abstract partial record Loss : IComposed
{
    /// <summary>Gets what the elements of a target stand for.</summary>
    protected internal virtual ElementType Target => ElementType.Float;

    /// <summary>Gets the names of its portions, in their order; null of one without.</summary>
    internal virtual IEnumerable<string?> PartNames => [null];

    /// <summary>A loss from a function, for languages that cannot derive a record, and for small ones anywhere.</summary>
    /// <param name="name">How it prints.</param>
    /// <param name="apply">From prediction and target to the mean over the samples, a scalar.</param>
    /// <param name="target">What the elements of a target stand for.</param>
    /// <exception cref="ArgumentException">There is no name.</exception>
    /// <example><code>Loss pinball = Loss.Of("Pinball", (y, target) => (target - y).Max((target - y) * -0.1).ReduceMean());</code></example>
    public static Loss Of(string name, Func<Expr, Expr, Expr> apply, ElementType target = ElementType.Float)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        return new LossFunction(name, apply, target);
    }

    /// <summary>The mean loss over the samples, a scalar.</summary>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
    public abstract Expr Apply(Expr prediction, Expr target);

    /// <summary>This loss and a penalty on the parameters, which training makes small together.</summary>
    public static Loss operator +(Loss loss, Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(penalty);
        return new PenalizedLoss(loss, penalty);
    }

    /// <summary>
    /// What a training step makes small: the loss, and what is added to it for the parameters. It is the loss of a state; on held-out
    /// samples only <see cref="Apply"/> is measured.
    /// </summary>
    /// <param name="prediction">What the model gives for the inputs of a batch.</param>
    /// <param name="target">The targets of the batch.</param>
    /// <param name="parameters">The parameters of the model.</param>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
    public virtual Expr Objective(Expr prediction, Expr target, IReadOnlyList<Expr> parameters) =>
        Apply(prediction, target);

    /// <summary>
    /// The loss in parts that go together over batches. By default it is one part, which counts by its samples; a loss that leaves samples
    /// out, or weighs them, says how much is left.
    /// </summary>
    /// <param name="prediction">What the model gives for the inputs of a batch.</param>
    /// <param name="target">The targets of the batch.</param>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
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

    /// <summary>The loss as a graph for predictions and targets of given shapes: <c>"prediction"</c> and <c>"target"</c> to the loss.</summary>
    /// <param name="prediction">The shape of the prediction, with the batch, which may be free.</param>
    /// <param name="target">The shape of the target.</param>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
    /// <example><code>Graph slope = SoftmaxCrossEntropy().ToGraph(new(8, 3), new(8)).Gradient("prediction");</code></example>
    public Graph ToGraph(Shape prediction, Shape target)
    {
        var (x, t) = (Expr.Input("prediction", prediction), Expr.Input("target", target, Target));
        return new([x, t], [Apply(x, t)]);
    }

    /// <summary>Refuses targets of another shape than the prediction, which would broadcast silently.</summary>
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
                    ? $"give targets of {prediction.Shape}: a number for each sample is a row of one, as WithTargets and Reshape make it"
                    : "give both the same shape, for instance by Reshape"
            );
        }
    }

    /// <summary>A column of a packed target as a loss takes it: numbers as they are, labels without the last axis, and whole.</summary>
    internal static Expr Column(Expr column, ElementType element, string name) =>
        element switch
        {
            ElementType.Float => column,
            ElementType.Int64 => Ops.Looked(column.Squeeze(-1), new(name, Classes: null)),
            _ => column.Squeeze(-1).Cast(element),
        };
}
