namespace FunctionalNet.Lowering;

/// <summary>
/// Maximum pooling of regions: x [batch, channels, height, width], regions [regions, 5] as image index, left, top, right and bottom, the
/// latter two included, to [regions, channels, rows, columns].
/// </summary>
internal sealed class MaxRoiPool : ILowering
{
    public static string Onnx => "MaxRoiPool";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, regions) = (node[0], node[1]);
        if (
            x.Shape.Rank != 4
            || regions.Shape.Rank != 2
            || regions.Shape[1] != 5
            || node.Ints("pooled_shape")
                is not [> 0 and <= int.MaxValue and var rows, > 0 and <= int.MaxValue and var columns]
        )
        {
            throw new FormatException(
                $"MaxRoiPool of {x.Shape} in regions {regions.Shape} needs a pooled_shape of two sizes."
            );
        }

        var images = x.Gather(regions.Narrow(1, 0, 1).Squeeze(1).Cast(ElementType.Int64));
        var (down, noRow) = Parts(node, 2, (int)rows, x.Shape[2].Size);
        var (right, noColumn) = Parts(node, 1, (int)columns, x.Shape[3].Size);
        var none = Ops.Constant(double.NegativeInfinity);

        // First along the columns of each bin row, then along rows.
        var tall = down.Unsqueeze(1).Unsqueeze(-1).Where(images.Unsqueeze(2), none).ReduceMax([3]);
        var y = right.Unsqueeze(1).Unsqueeze(1).Where(tall.Unsqueeze(3), none).ReduceMax([4]);
        var isEmpty = noRow.Unsqueeze(-1).Or(noColumn.Unsqueeze(1)).Unsqueeze(1);
        return [isEmpty.Where(0, y)];
    }

    // The elements of an axis in each bin of each region, [regions, bins, size], and which bins are empty.
    private static (Expr IsIn, Expr IsEmpty) Parts(OnnxNode node, int column, int parts, int size)
    {
        var scale = node.Real("spatial_scale", 1);
        var (first, last) = (End(node[1], column, scale), End(node[1], column + 2, scale));
        var part = (last - first + 1).Max(1) / parts;
        var number = Reading.Counting(parts).Cast(ElementType.Float);
        var start = ((number * part).Floor() + first).Clip(0, size);
        var end = (((number + 1) * part).Ceil() + first).Clip(0, size);
        var place = Reading.Counting(size).Cast(ElementType.Float);
        var isIn = (place < start.Unsqueeze(-1)).Not().And(place < end.Unsqueeze(-1));
        return (isIn, (start < end).Not());
    }

    // Rounded to the nearest element, ties away from 0: [regions, 1].
    private static Expr End(Expr regions, int column, double scale)
    {
        var end = regions.Narrow(1, column, 1) * scale;
        return end.Sign() * (end.Abs() + 0.5).Floor();
    }
}
