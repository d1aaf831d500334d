namespace FunctionalNet.Lowering;

/// <summary>
/// auto_pad SAME of pools whose stride exceeds the window: the padding is negative, and elements that no window reads are cropped on both
/// sides, by ONNX's formula and in ONNX Runtime. Convolutions start at the first element regardless.
/// </summary>
internal static class SamePadding
{
    /// <summary>The node with its operand cropped.</summary>
    /// <param name="node">A pool.</param>
    /// <param name="kernel">The sizes of its window.</param>
    public static OnnxNode Cut(OnnxNode node, Ints kernel)
    {
        var way = node.Text("auto_pad", string.Empty);
        if (way is not ("SAME_UPPER" or "SAME_LOWER"))
        {
            return node;
        }

        var (x, attributes) = (node[0], WindowAttributes.Of(node));
        var strides = (attributes.Strides ?? 1).For(kernel.Count, 1, node.Operator, "stride");
        var dilations = (attributes.Dilations ?? 1).For(kernel.Count, 1, node.Operator, "dilation");
        for (var axis = 0; axis < kernel.Count; axis++)
        {
            var (dim, stride, reach) = (x.Shape[axis + 2], strides[axis], ((kernel[axis] - 1) * dilations[axis]) + 1);
            if (stride <= reach || !dim.IsKnown || dim.Size == 0)
            {
                continue;
            }

            var read = ((dim.Size - 1) / stride * stride) + reach;
            var total = read - dim.Size;
            if (total < 0)
            {
                x = x.Narrow(axis + 2, -(way == "SAME_UPPER" ? total / 2 : (total + 1) / 2), read);
            }
        }

        return node with
        {
            Inputs = node.Inputs.SetItem(0, x),
        };
    }
}
