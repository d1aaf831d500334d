namespace FunctionalNet.Lowering;

/// <summary>Scatters the maxima of windows back to their positions, with zeros elsewhere.</summary>
internal sealed class MaxUnpool : ILowering
{
    public static string Onnx => "MaxUnpool";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, places) = (node[0], node[1]);
        var attributes = WindowAttributes.Of(node);
        var axes = x.Shape.Rank - 2;
        var kernel = attributes.KernelOf(node).For(axes, 1, Onnx, "kernel");
        var strides = (attributes.Strides ?? 1).For(axes, 1, Onnx, "stride");
        var (before, after) = attributes.Padding.For(axes, Onnx, _ => 0);
        Dim[] sizes = [.. Enumerable.Range(0, axes).Select(axis => Size(x.Shape[axis + 2].Size, axis))];
        var whole = new Shape([x.Shape[0], x.Shape[1], .. sizes]);
        var y = Ops.Constant(0)
            .Expand(new Shape(whole.Size))
            .ScatterElements(places.Reshape(-1), x.Reshape(-1))
            .Reshape(whole);
        if (node.Ints(2) is not { } wanted)
        {
            return [y];
        }

        if (wanted.Length != whole.Rank)
        {
            throw new FormatException(
                $"MaxUnpool has an output_shape of {wanted.Length} numbers for the {whole.Rank} axes of {x.Shape}."
            );
        }

        int[] more = [.. wanted.Select((size, axis) => size - whole[axis].Size)];
        return [y.Pad(new int[more.Length], more)];

        Dim Size(long size, int axis) =>
            checked((int)(((size - 1) * strides[axis]) + kernel[axis] - before[axis] - after[axis]));
    }
}
