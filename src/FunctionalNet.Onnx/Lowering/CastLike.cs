namespace FunctionalNet.Lowering;

/// <summary>Cast to the type of another operand.</summary>
internal sealed class CastLike : ILowering
{
    public static string Onnx => "CastLike";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.TypeOf(1) is not 0 and var code ? CastNode.To(node, code) : node[0].Cast(node[1].Type.Element)];
}
