namespace FunctionalNet.Lowering;

/// <summary>The negative log-softmax at the label, and the log-softmax of all classes.</summary>
internal sealed class SoftmaxCrossEntropyLossNode : ILowering
{
    public static string Onnx => "SoftmaxCrossEntropyLoss";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var logarithms = node[0].LogSoftmax(1);
        return [LabelledLoss.Of(node, logarithms), logarithms];
    }
}
