namespace FunctionalNet.Lowering;

/// <summary>Expand, whose sizes may be computed from free axes.</summary>
internal sealed class ExpandNode : ILowering
{
    public static string Onnx => "Expand";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [node.Fixed(node[1]) is not null ? node.Known() : FreeAxes.Expand(node[0], node, 1)];
}
