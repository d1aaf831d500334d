namespace FunctionalNet.Lowering;

/// <summary>Relu, also of integers.</summary>
internal sealed class ReluNode : ILowering
{
    public static string Onnx => "Relu";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node[0].IsFloat ? node.Known() : node[0].Max(Reading.Scalar(0, ElementType.Int64))];
}
