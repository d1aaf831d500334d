namespace FunctionalNet.Lowering;

/// <summary>The negative log-probability of the label.</summary>
internal sealed class NegativeLogLikelihoodLoss : ILowering
{
    public static string Onnx => "NegativeLogLikelihoodLoss";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [LabelledLoss.Of(node, node[0])];
}
