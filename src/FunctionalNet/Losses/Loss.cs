namespace FunctionalNet;

/// <summary>From a prediction and its target to one number that training makes small.</summary>
public abstract record Loss
{
    /// <summary>Gets what the elements of a target stand for.</summary>
    protected internal virtual ElementType Target => ElementType.Float;

    /// <summary>The mean loss over the samples, a scalar.</summary>
    /// <exception cref="ShapeException">The target does not fit the prediction.</exception>
    public abstract Expr Apply(Expr prediction, Expr target);

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
                "give both the same shape, for instance by Reshape"
            );
        }
    }

    /// <summary>The call that makes it, without the arguments that are at their defaults: <c>SoftmaxCrossEntropy()</c>.</summary>
    public sealed override string ToString() => Describe();

    /// <summary>What <see cref="ToString"/> says.</summary>
    protected virtual string Describe() => Call.Of(this);
}
