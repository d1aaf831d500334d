namespace FunctionalNet;

/// <summary>ln cosh(prediction - target) for each element; both of one shape. About ½ e² near 0 and |e| - ln 2 far away, exact at both ends.</summary>
/// <remarks>Keras: LogCosh. The slope is tanh(e).</remarks>
/// <param name="Reduction">What it makes of the terms.</param>
/// <example><code>var training = Training.Of(model, LogCosh(), Adam(1e-3));</code></example>
public sealed partial record LogCosh(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new((prediction - target).LogCosh());
    }
}
