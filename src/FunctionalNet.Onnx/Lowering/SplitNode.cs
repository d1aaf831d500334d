namespace FunctionalNet.Lowering;

/// <summary>Parts of an axis: of given sizes, or as equal as can be.</summary>
internal sealed class SplitNode : ILowering
{
    public static string Onnx => "Split";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var axis = x.Shape.Axis(node.Int32("axis", 0), Onnx);
        var count = node.Int32("num_outputs", node.Outputs);
        if (node.Axes(1, "split") is { } sizes)
        {
            return x.Split(axis, sizes);
        }

        var size = x.Shape[axis].Size;
        if (count < 1 || count > Math.Max(1, size))
        {
            throw new FormatException($"Split of {size} places into {count} parts.");
        }

        // The last part is the smaller one where they are not equal.
        var part = (size + count - 1) / count;
        return x.Split(axis, [.. Enumerable.Range(0, count).Select(i => Math.Clamp(size - (i * part), 0, part))]);
    }
}
