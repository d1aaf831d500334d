namespace FunctionalNet;

/// <summary>The mean of (prediction - target)² over all elements; both of one shape, to a scalar.</summary>
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var error = prediction - target;
        return (error * error).ReduceMean();
    }
}

/// <content>MeanSquaredError.</content>
public static partial class Net
{
    /// <summary>The mean of (prediction - target)² over all elements.</summary>
    /// <example><code>var training = Training.Of(Dense(1), MeanSquaredError(), Sgd(0.01));</code></example>
    public static Loss MeanSquaredError() => new MeanSquaredError();
}
