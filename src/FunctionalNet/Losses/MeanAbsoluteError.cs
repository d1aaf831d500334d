namespace FunctionalNet;

/// <summary>|prediction - target| for each element; both of one shape. The gradient at equality is 0.</summary>
/// <remarks>PyTorch: L1Loss.</remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, MeanAbsoluteError(), Adam(1e-3));</code></example>
public sealed partial record MeanAbsoluteError(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return new((prediction - target).Abs());
    }
}
