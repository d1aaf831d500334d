namespace FunctionalNet;

/// <summary>(prediction - target)² for each element; both of one shape.</summary>
/// <remarks>PyTorch: MSELoss.</remarks>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Dense(1), MeanSquaredError(), Sgd(0.01));</code></example>
public sealed partial record MeanSquaredError(Reduction Reduction = Reduction.Mean) : ReducedLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        var error = prediction - target;
        return new(error * error);
    }
}
