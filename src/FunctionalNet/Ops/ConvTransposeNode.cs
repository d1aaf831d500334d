namespace FunctionalNet;

/// <summary>ONNX's ways to specify the size of the result of a ConvTranspose: padding, output padding, or output shape.</summary>
internal static class ConvTransposeNode
{
    /// <summary>The value of a node, without its bias.</summary>
    /// <exception cref="FormatException">The attributes do not match the operands.</exception>
    public static Expr Read(OnnxNode node)
    {
        var (x, weight, window) = (node[0], node[1], WindowAttributes.OfFilters(node));
        var (rank, groups) = (x.Shape.Rank - 2, node.Int32("group", 1));
        var strides = (window.Strides ?? 1).For(rank, 1, node.Operator, "stride");
        var dilations = (window.Dilations ?? 1).For(rank, 1, node.Operator, "dilation");
        var extra = (WindowAttributes.Numbers(node, "output_padding", 0) ?? 0).For(rank, 0, node.Operator, "padding");
        for (var axis = 0; axis < rank; axis++)
        {
            if (extra[axis] > 0 && extra[axis] >= Math.Max(strides[axis], dilations[axis]))
            {
                throw new FormatException(
                    $"{node.Operator} has output_padding = {extra}: each is less than stride or dilation, {strides} and {dilations}"
                );
            }
        }

        var padding = window.Padding;
        if (WindowAttributes.Numbers(node, "output_shape", 1) is { } sizes)
        {
            (padding, extra) = Fitting(
                Transposed(null, extra).Shape,
                sizes.For(rank, 1, node.Operator, "size"),
                extra,
                isUpper: padding == Padding.Same
            );
        }

        return extra.Zip(strides, (places, stride) => places < stride).All(fits => fits)
            ? Transposed(padding, extra)
            : Extended(padding, extra);

        Expr Transposed(Padding? around, Ints behind) =>
            x.ConvTranspose(weight, window.Strides, around, new PerAxis([.. behind]), window.Dilations, groups);

        // Output padding restores cropped elements first, and appends zeros beyond these.
        Expr Extended(Padding around, Ints behind)
        {
            var (before, after) = around.For(
                rank,
                node.Operator,
                axis =>
                    Math.Max(
                        0,
                        ((weight.Shape[axis + 2].Size - 1) * dilations[axis]) + 1 + behind[axis] - strides[axis]
                    )
            );
            var left = after.Zip(behind, (cut, more) => Math.Max(0, cut - more));
            var zeros = after.Zip(behind, (cut, more) => Math.Max(0, more - cut));
            var y = Transposed(Padding.Of(new PerAxis([.. before]), new PerAxis([.. left])), new Ints(new int[rank]));
            return y.Pad(new int[rank + 2], [0, 0, .. zeros]);
        }
    }

    // The padding is the excess over the output shape, the larger half at the end only if the node asks for it.
    private static (Padding Padding, Ints Extra) Fitting(Shape whole, Ints sizes, Ints extra, bool isUpper)
    {
        int[] much = [.. sizes.Select((size, axis) => whole[axis + 2].Size - size)];
        int[] half = [.. much.Select(places => Math.Max(0, places) / 2)];
        int[] rest = [.. much.Zip(half, (places, part) => Math.Max(0, places) - part)];
        return (
            isUpper
                ? Padding.Of(new PerAxis(half), new PerAxis(rest))
                : Padding.Of(new PerAxis(rest), new PerAxis(half)),
            new Ints([.. extra.Zip(much, (places, more) => places + Math.Max(0, -more))])
        );
    }
}
