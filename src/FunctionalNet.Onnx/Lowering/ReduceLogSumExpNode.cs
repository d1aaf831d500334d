namespace FunctionalNet.Lowering;

/// <summary>ReduceLogSumExp; for integers it is rounded towards 0.</summary>
internal sealed class ReduceLogSumExpNode : ILowering
{
    public static string Onnx => "ReduceLogSumExp";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node[0].InNumbers(x => (node with { Inputs = [x, .. node.Inputs[1..]] }).Known())];
}
