namespace FunctionalNet.Lowering;

/// <summary>ScatterElements under its old name.</summary>
internal sealed class Scatter : ILowering
{
    public static string Onnx => "Scatter";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        ScatterElementsNode.Lower(node with { Operator = "ScatterElements" });
}
