namespace FunctionalNet.Lowering;

/// <summary>ScatterElements under its older name.</summary>
internal sealed class Scatter : ILowering
{
    public static string Onnx => "Scatter";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [node.As("ScatterElements", node.Inputs)];
}
