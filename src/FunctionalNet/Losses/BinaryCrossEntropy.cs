namespace FunctionalNet;

/// <summary>
/// The mean of -y ln σ(x) - (1 - y) ln(1 - σ(x)) over all elements, from logits x and targets y in [0, 1] of one shape, to a
/// scalar. Stable at any logit: worked out as softplus(x) - x y.
/// </summary>
/// <remarks>PyTorch: BCEWithLogitsLoss.</remarks>
public sealed record BinaryCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target)
    {
        SameShape(prediction, target);
        return (prediction.Softplus() - (prediction * target)).ReduceMean();
    }
}

/// <content>BinaryCrossEntropy.</content>
public static partial class Net
{
    /// <summary>The mean binary cross-entropy of logits.</summary>
    /// <example><code>var training = Training.Of(Dense(1), BinaryCrossEntropy(), Adam(1e-3));</code></example>
    public static Loss BinaryCrossEntropy() => new BinaryCrossEntropy();
}
