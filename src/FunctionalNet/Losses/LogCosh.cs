namespace FunctionalNet;

/// <summary>
/// ln cosh(prediction - target) for each element; both of one shape. About ½ e² for small errors e and |e| - ln 2 for large ones, accurate
/// for both.
/// </summary>
/// <remarks>Keras: LogCosh. The derivative is tanh(e).</remarks>
/// <param name="Reduction">How the terms are reduced.</param>
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
