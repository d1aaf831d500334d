namespace FunctionalNet;

/// <summary>½ e² where the error e = prediction - target is within δ, else δ (|e| - ½ δ), for each element; both of one shape.</summary>
/// <remarks>PyTorch: HuberLoss; its SmoothL1Loss is this divided by δ. Huber, "Robust Estimation of a Location Parameter", 1964.</remarks>
/// <param name="Delta">δ, the error from which on the loss grows linearly, in units of the target.</param>
/// <param name="Reduction">What it makes of the terms.</param>
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
