namespace FunctionalNet.Lowering;

/// <summary>Parts of an axis: of given sizes, or as equal as possible.</summary>
internal sealed class SplitNode : ILowering
{
    // The first version in which the last part may be smaller.
    private const int Uneven = 18;

    public static string Onnx => "Split";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        var axis = x.Shape.Axis(node.Int32("axis", 0), Onnx);
        var said = node.Attributes.ContainsKey("num_outputs");
        var count = node.Int32("num_outputs", node.Outputs);
        if (node.Axes(1, "split") is { Length: > 0 } sizes)
        {
            return said ? throw new FormatException("Split has both sizes and num_outputs: give one of them")
                : sizes.Length != node.Outputs
                    ? throw new FormatException($"Split has {sizes.Length} sizes for {node.Outputs} results.")
                : x.Split(axis, sizes);
        }

        if (node.Version >= Uneven && !said && node.Optional(1) is null)
        {
            throw new FormatException("Split has neither sizes nor num_outputs: give one of them");
        }

        if (count != node.Outputs)
        {
            throw new FormatException($"Split has num_outputs = {count} for {node.Outputs} results.");
        }

        // An empty axis splits into any number of empty parts.
        var size = x.Shape[axis].Size;
        if (
            (size > 0 && (size + count - 1) / count * (count - 1) >= size && count > 1)
            || (node.Version < Uneven && size % count != 0)
        )
        {
            throw new FormatException(
                $"Split of {size} places into {count} parts; before opset {Uneven} all parts are equal"
            );
        }

        // The last part is smaller if the parts are not equal.
        var part = (size + count - 1) / count;
        return x.Split(axis, [.. Enumerable.Range(0, count).Select(i => Math.Clamp(size - (i * part), 0, part))]);
    }
}
