namespace FunctionalNet.Lowering;

/// <summary>
/// Sampling grids of affine maps: [batch, 2, 3] to [batch, height, width, 2], or [batch, 3, 4] to [batch, depth, height, width, 3].
/// Coordinates are in the order of the image's axes from last to first, from -1 to 1.
/// </summary>
internal sealed class AffineGrid : ILowering
{
    public static string Onnx => "AffineGrid";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var maps = node[0];
        var whole = node.Ints(1) ?? throw new FormatException("AffineGrid needs constant sizes of images.");
        if (whole.Length is not (4 or 5) || whole.Any(size => size < 0))
        {
            throw new FormatException(
                $"AffineGrid has the sizes [{string.Join(", ", whole)}]: images have a batch, channels, and two or three axes."
            );
        }

        if (maps.Shape.Rank != 3 || maps.Shape[1] != whole.Length - 2 || maps.Shape[2] != whole.Length - 1)
        {
            throw new FormatException(
                $"AffineGrid has the maps {maps.Shape}, where images of {whole.Length} axes take [batch, {whole.Length - 2}, {whole.Length - 1}]."
            );
        }

        var sizes = whole[2..];
        var aligned = node.Flag("align_corners", false);
        var count = checked(sizes.Aggregate(1, (product, size) => product * size));
        var columns = sizes.Length + 1;
        var places = new double[checked(count * columns)];
        for (var i = 0; i < count; i++)
        {
            for (var (axis, rest) = (sizes.Length - 1, i); axis >= 0; rest /= sizes[axis--])
            {
                places[(i * columns) + sizes.Length - 1 - axis] = Place(rest % sizes[axis], sizes[axis], aligned);
            }

            places[(i * columns) + sizes.Length] = 1;
        }

        var grid = Ops.Constant(new Shape(count, columns), places).MatMul(maps.Transpose(0, 2, 1));
        return [grid.Reshape(maps.Shape[..1].Append(Shape.Of([.. sizes, sizes.Length])))];
    }

    private static double Place(int place, int size, bool aligned) =>
        aligned
            ? size > 1
                ? (2.0 * place / (size - 1)) - 1
                : -1
            : (((2.0 * place) + 1) / size) - 1;
}
