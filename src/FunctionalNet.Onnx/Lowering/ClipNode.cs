namespace FunctionalNet.Lowering;

/// <summary>
/// Clip, also of integers. Before version 11 its bounds were attributes, whose default in version 6 is the largest float32, so that it
/// clips infinity.
/// </summary>
internal sealed class ClipNode : ILowering
{
    public static string Onnx => "Clip";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (node.Version < 11)
        {
            var largest = node.Version < 6 ? double.PositiveInfinity : float.MaxValue;
            return [x.Clip(node.Real("min", -largest), node.Real("max", largest))];
        }

        if (x.IsFloat)
        {
            return [node.Known()];
        }

        var above = node.Optional(1) is { } low ? x.Max(low) : x;
        return [node.Optional(2) is { } high ? above.Min(high) : above];
    }
}
