namespace FunctionalNet;

/// <summary>ln cosh(prediction - target) for each element; both of one shape. About ½ e² near 0 and |e| - ln 2 far away, without overflow.</summary>
/// <remarks>Keras: LogCosh. Worked out as softplus(2e) - e - ln 2.</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
public sealed record LogCosh(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override Terms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var error = prediction - target;
        return new((2 * error).Softplus() - error - Math.Log(2));
    }
}

/// <content>LogCosh.</content>
public static partial class Net
{
    /// <summary>ln cosh(prediction - target) for each element; both of one shape. About ½ e² near 0 and |e| - ln 2 far away, without overflow.</summary>
    /// <example><code>var training = Training.Of(model, LogCosh(), Adam(1e-3));</code></example>
    public static ReducedLoss LogCosh(Reduction reduction = Reduction.Mean) => new LogCosh(reduction);
}
