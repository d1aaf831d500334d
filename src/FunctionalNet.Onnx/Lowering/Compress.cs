namespace FunctionalNet.Lowering;

/// <summary>The slices of an axis, or the elements, at which a static condition holds.</summary>
internal sealed class Compress : ILowering
{
    public static string Onnx => "Compress";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var condition = node.Constants(1) ?? throw new FormatException("Compress needs a condition.");
        var x = node.Attributes.ContainsKey("axis") ? node[0] : node[0].Reshape(-1);
        var axis = x.Shape.Axis(node.Int32("axis", 0), Onnx);

        // A condition that is longer than the axis is truncated.
        var count = x.Shape[axis].IsKnown ? Math.Min(condition.Length, x.Shape[axis].Size) : condition.Length;
        int[] places = [.. Enumerable.Range(0, count).Where(i => !condition[i].Equals(0))];
        return [x.Gather(Ops.Integers(places), axis)];
    }
}
