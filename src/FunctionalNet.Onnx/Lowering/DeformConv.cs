namespace FunctionalNet.Lowering;

/// <summary>
/// A deformable convolution: each window reads at positions shifted by an offset, weighted by a mask: x [batch, channels, height, width],
/// filters [filters, channels / groups, kernel...], offsets [batch, groups kernel 2, rows, columns].
/// </summary>
internal sealed class DeformConv : ILowering
{
    public static string Onnx => "DeformConv";

    public static WeightUse TrainableOperands => WeightUse.At(1, 3);

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, filters, offset) = (node[0], node[1], node[2]);
        var axes = x.Shape.Rank - 2;
        if (axes < 1 || filters.Shape.Rank != axes + 2 || offset.Shape.Rank != axes + 2)
        {
            throw new FormatException(
                $"DeformConv of {x.Shape} with filters {filters.Shape} and offsets {offset.Shape}."
            );
        }

        int[] kernel = filters.Shape[2..].Sizes();
        int[] outputs = offset.Shape[2..].Sizes();
        var attributes = WindowAttributes.OfFilters(node);
        var window = Window.Of(Onnx, x.Shape, kernel, attributes.Strides, attributes.Padding, attributes.Dilations);
        var (taps, count) = (Product(kernel), Product(outputs));
        var (channels, groups) = (x.Shape[1].Size, node.Int32("group", 1));
        var shared = node.Int32("offset_group", 1);
        if (
            groups < 1
            || shared < 1
            || channels % shared != 0
            || filters.Shape[1].Size * groups != channels
            || filters.Shape[0].Size % groups != 0
            || offset.Shape[1].Size != shared * taps * axes
            || Enumerable
                .Range(0, axes)
                .Any(axis => x.Shape[axis + 2].IsKnown && window.Outputs(Onnx, x.Shape, axis) != outputs[axis])
        )
        {
            throw new FormatException(
                $"DeformConv of {x.Shape} with filters {filters.Shape}, offsets {offset.Shape}, {groups} groups and {shared} groups of offsets."
            );
        }

        // [batch, offset groups, channels, sizes...] at [batch, offset groups, taps outputs].
        var batch = x.Shape[..1];
        var images = x.Reshape(batch.Append(new Shape(shared, channels / shared)).Append(x.Shape[2..]));
        var moved = offset.Reshape(batch.Append(new Shape(shared, taps, axes, count)));
        var places = Enumerable
            .Range(0, axes)
            .Select(axis =>
                (Start(window, axis, outputs) + moved.Narrow(-2, axis, 1).Squeeze(-2)).Reshape(
                    batch.Append(new Shape(shared, taps * count))
                )
            );
        var values = Sampler.Of(images, axes).At([.. places], "linear");
        if (node.Optional(4) is { } mask)
        {
            values *= mask.Reshape(batch.Append(new Shape(shared, 1, taps * count)));
        }

        // A product for each group: [filters, channels taps] times [channels taps, outputs].
        var each = channels / groups;
        var columns = values.Reshape(batch.Append(new Shape(groups, each * taps, count)));
        var weights = filters.Reshape(new Shape(groups, filters.Shape[0].Size / groups, each * taps));
        var y = weights.MatMul(columns).Reshape(batch.Append(filters.Shape[..1]).Append(Shape.Of(outputs)));
        return [node.Optional(3) is { } bias ? y + bias.Along(1, axes + 2) : y];
    }

    private static int Product(int[] sizes) => checked(sizes.Aggregate(1, (product, size) => product * size));

    // The positions of the windows' elements without offsets: [taps, outputs].
    private static Expr Start(Window window, int axis, int[] outputs)
    {
        int[] kernel = [.. window.Kernel];
        var (taps, count) = (Product(kernel), Product(outputs));
        var places = new double[checked(taps * count)];
        for (var tap = 0; tap < taps; tap++)
        {
            var inWindow = tap / Product(kernel[(axis + 1)..]) % kernel[axis];
            for (var i = 0; i < count; i++)
            {
                var output = i / Product(outputs[(axis + 1)..]) % outputs[axis];
                places[(tap * count) + i] =
                    (output * window.Strides[axis]) + (inWindow * window.Dilations[axis]) - window.Before[axis];
            }
        }

        return Ops.Constant(new Shape(taps, count), places);
    }
}
