namespace FunctionalNet;

/// <summary>
/// The mean of -ln softmax(logits)[label], from logits [..., classes] and whole-number labels [...], to a scalar.
/// </summary>
/// <remarks>ONNX: SoftmaxCrossEntropyLoss. PyTorch: CrossEntropyLoss.</remarks>
public sealed record SoftmaxCrossEntropy : Loss
{
    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override Expr Apply(Expr prediction, Expr target) => prediction.SoftmaxCrossEntropyLoss(target).ReduceMean();
}

/// <content>SoftmaxCrossEntropy.</content>
public static partial class Net
{
    /// <summary>The mean cross-entropy of logits and whole-number labels.</summary>
    /// <example><code>var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3));</code></example>
    public static Loss SoftmaxCrossEntropy() => new SoftmaxCrossEntropy();
}
