namespace FunctionalNet;

/// <summary>½ e² for errors e = prediction - target within δ, else δ (|e| - ½ δ), for each element; both of one shape.</summary>
/// <remarks>PyTorch: HuberLoss; its SmoothL1Loss is this divided by δ. Huber, "Robust Estimation of a Location Parameter", 1964.</remarks>
/// <param name="Delta">δ, the error above which the loss is linear, in units of the target.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(model, Huber(), Adam(1e-3));</code></example>
public sealed partial record Huber([Limit] double Delta = 1, Reduction Reduction = Reduction.Mean)
    : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var size = (prediction - target).Abs();
        var near = size.Min(Delta);
        return new(near * (size - (0.5 * near)));
    }
}
