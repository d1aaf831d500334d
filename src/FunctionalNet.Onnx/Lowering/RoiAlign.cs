using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// Pools regions of images to one size: x [batch, channels, height, width], regions [regions, 4] as left, top, right and bottom, an image
/// index for each, to [regions, channels, rows, columns]: means or maxima of interpolated values.
/// </summary>
internal sealed class RoiAlign : ILowering
{
    public static string Onnx => "RoiAlign";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, regions, images) = (node[0], node[1], node[2]);
        if (x.Shape.Rank != 4 || regions.Shape.Rank != 2 || regions.Shape[1] != 4 || images.Shape.Rank != 1)
        {
            throw new FormatException($"RoiAlign of {x.Shape} in regions {regions.Shape} of images {images.Shape}.");
        }

        var (rows, columns) = (node.Int32("output_height", 1), node.Int32("output_width", 1));
        var ratio = node.Int32("sampling_ratio", 0);
        if (rows < 1 || columns < 1 || ratio < 0)
        {
            throw new FormatException($"RoiAlign to {rows} rows and {columns} columns by {ratio} samples.");
        }

        // Before version 16 regions were not shifted by half an element.
        var isMoved =
            node.Version >= 16
            && node.OneOf("coordinate_transformation_mode", "half_pixel", "output_half_pixel") == "half_pixel";
        var (height, width) = (x.Shape[2].Size, x.Shape[3].Size);
        var down = new Side(node, 1, rows, height, isMoved);
        var right = new Side(node, 0, columns, width, isMoved);
        var elements = x.Transpose(0, 2, 3, 1).Reshape(-1, x.Shape[1].Size);
        var first = (images * Reading.Scalar(height * width, ElementType.Int64)).Unsqueeze(1);
        var sampler = new Sampler([height, width], places => elements.Gather(places + first), -1);

        // [regions, rows, samples, columns, samples]
        var count = regions.Shape[0];
        var whole = new Shape(count, rows, down.Samples, columns, right.Samples);
        Expr Flat(Expr y) => y.Reshape(new Shape(count, rows * down.Samples * columns * right.Samples));
        var y = Flat(Spread(down.Places, whole, 1));
        var z = Flat(Spread(right.Places, whole, 3));
        var counts = Flat(Spread(down.Counts, whole, 1).And(Spread(right.Counts, whole, 3))).Unsqueeze(-1);
        var isMean = node.OneOf("mode", "avg", "max") == "avg";
        var values = isMean
            ? counts.Where(sampler.At([y, z], "linear"), 0)
            : counts.Where(sampler.Parts([y, z], "linear").Aggregate((a, b) => a.Max(b)), double.NegativeInfinity);
        var grid = values.Reshape(whole.Append(x.Shape[1..2]));
        var pooled = isMean
            ? grid.ReduceSum([2, 4]) / (down.Number * right.Number).Max(1).Reshape(-1, 1, 1, 1)
            : grid.ReduceMax([2, 4]);
        return [Nothing(pooled, isMean, down, right).Transpose(0, 3, 1, 2)];
    }

    // The maximum of no samples is 0.
    private static Expr Nothing(Expr pooled, bool isMean, Side down, Side right) =>
        isMean ? pooled : (down.Number * right.Number).Equal(0).Reshape(-1, 1, 1, 1).Where(0, pooled);

    // [regions, bins, samples] along two of the axes of [regions, rows, samples, columns, samples].
    private static Expr Spread(Expr x, Shape whole, int axis)
    {
        Dim[] sizes = [whole[0], 1, 1, 1, 1];
        (sizes[axis], sizes[axis + 1]) = (whole[axis], whole[axis + 1]);
        return x.Reshape(new Shape(sizes)).Expand(whole);
    }

    /// <summary>One axis of all regions, split into bins of several samples each.</summary>
    private sealed class Side
    {
        public Side(OnnxNode node, int axis, int parts, int size, bool isMoved)
        {
            var scale = node.Real("spatial_scale", 1);
            var start = End(node[1], axis, scale, isMoved);
            var end = End(node[1], axis + 2, scale, isMoved);
            var length = isMoved ? end - start : (end - start).Max(1);
            var part = length / parts;
            var ratio = node.Int32("sampling_ratio", 0);
            Number = ratio > 0 ? Ops.Constant(ratio).Expand(length.Shape) : part.Ceil().Max(0);
            Samples = ratio > 0 ? ratio : Max(node, Number);

            // The center of each sample, and whether it exists.
            var sample = Ops.Constant(new Shape(Samples), [.. Enumerable.Range(0, Samples).Select(i => (double)i)]);
            var number = Number.Reshape(-1, 1, 1);
            var within = (sample + 0.5) / number.Max(1);
            var place =
                start.Reshape(-1, 1, 1)
                + ((Reading.Counting(parts).Cast(ElementType.Float).Unsqueeze(1) + within) * part.Reshape(-1, 1, 1));
            var isThere = sample < number;

            // Samples more than one element outside of the image are 0; closer ones take the edge.
            var isNear = (place < -1).Or(place > size).Not();
            Counts = isThere.Expand(place.Shape);
            Places = isNear.Where(place.Clip(0, size - 1), -2);
        }

        /// <summary>Gets the maximum number of samples per bin.</summary>
        public int Samples { get; }

        /// <summary>Gets the number of samples per bin, [regions].</summary>
        public Expr Number { get; }

        /// <summary>Gets the coordinates of the samples, [regions, bins, samples]; outside of the image for those that are 0.</summary>
        public Expr Places { get; }

        /// <summary>Gets whether they are samples, [regions, bins, samples].</summary>
        public Expr Counts { get; }

        private static Expr End(Expr regions, int column, double scale, bool isMoved)
        {
            var end = regions.Narrow(1, column, 1).Squeeze(1) * scale;
            return isMoved ? end - 0.5 : end;
        }

        private static int Max(OnnxNode node, Expr number) =>
            node.Fixed(number) is { } known
                ? (int)Math.Clamp(known.Values.DefaultIfEmpty(0).Max(), 1, 1 << 12)
                : throw new UnsupportedException(
                    Onnx,
                    "its number of samples (sampling_ratio = 0) depends on regions that are only known at run time"
                );
    }
}
