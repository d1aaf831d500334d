namespace FunctionalNet.Lowering;

/// <summary>Clip: of whole numbers too; before version 11 its bounds were attributes.</summary>
internal sealed class ClipNode : ILowering
{
    public static string Onnx => "Clip";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (node.Version < 11)
        {
            return [x.Clip(node.Real("min", double.NegativeInfinity), node.Real("max", double.PositiveInfinity))];
        }

        if (x.IsFloat)
        {
            return [node.Known()];
        }

        var above = node.Optional(1) is { } low ? x.Max(low) : x;
        return [node.Optional(2) is { } high ? above.Min(high) : above];
    }
}
