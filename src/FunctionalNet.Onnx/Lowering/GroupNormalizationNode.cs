namespace FunctionalNet.Lowering;

/// <summary>GroupNormalization; before version 21 scale and bias were per group.</summary>
internal sealed class GroupNormalizationNode : ILowering
{
    public static string Onnx => "GroupNormalization";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var groups = node.Int32("num_groups", 1);
        if (node.Version >= 21 || groups < 1)
        {
            return [node.Known()];
        }

        var each = node[0].Shape[1].Size / groups;
        return [node.As(Onnx, node[0], Channels(node[1], each), Channels(node[2], each))];
    }

    private static Expr Channels(Expr group, int each) =>
        group.Unsqueeze(-1).Expand(group.Shape.Append(new Shape(each))).Reshape(-1);
}
