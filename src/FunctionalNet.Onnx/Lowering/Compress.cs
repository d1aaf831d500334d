namespace FunctionalNet.Lowering;

/// <summary>The slices of an axis, or the elements, at which a known condition holds.</summary>
internal sealed class Compress : ILowering
{
    public static string Onnx => "Compress";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var condition = node.Constants(1) ?? throw new FormatException("Compress needs a condition.");
        int[] places = [.. Enumerable.Range(0, condition.Length).Where(i => !condition[i].Equals(0))];
        return node.Attributes.ContainsKey("axis")
            ? [node[0].Gather(Ops.Integers(places), node.Int32("axis", 0))]
            : [node[0].Reshape(-1).Gather(Ops.Integers(places))];
    }
}
