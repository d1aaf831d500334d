namespace FunctionalNet.Lowering;

/// <summary>
/// Samples images [batch, channels, sizes...] at the positions of a grid [batch, others..., axes]: [batch, channels, others...].
/// Coordinates are in the order of the image's axes from last to first, from -1 to 1.
/// </summary>
internal sealed class GridSample : ILowering
{
    public static string Onnx => "GridSample";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, grid) = (node[0], node[1]);
        var axes = x.Shape.Rank - 2;
        if (axes < 1 || grid.Shape.Rank != x.Shape.Rank || grid.Shape[^1] != axes)
        {
            throw new FormatException($"GridSample of images {x.Shape} at places {grid.Shape}.");
        }

        // Before version 20 linear and cubic interpolation had names for two axes.
        var mode = node.OneOf("mode", "linear", "nearest", "cubic", "bilinear", "bicubic") switch
        {
            "bilinear" => "linear",
            "bicubic" => "cubic",
            var other => other,
        };
        var isAligned = node.Flag("align_corners", false);
        var sampler = Sampler.Of(x, axes) with
        {
            IsAligned = isAligned,
            Beyond = node.OneOf("padding_mode", "zeros", "border", "reflection") switch
            {
                "zeros" => GridPadding.Zeros,
                "border" => GridPadding.Border,
                _ => GridPadding.Reflection,
            },
        };
        var others = grid.Shape[1..^1];
        var count = checked(others.Sizes().Aggregate(1, (product, size) => product * size));
        var flat = grid.Reshape(grid.Shape[..1].Append(new Shape(count, axes)));
        Expr[] places = [.. Enumerable.Range(0, axes).Select(axis => Place(flat, axis, sampler))];
        return [sampler.At(places, mode).Reshape(x.Shape[..2].Append(others))];
    }

    private static Expr Place(Expr grid, int axis, Sampler sampler)
    {
        var (axes, size) = (sampler.Sizes.Length, sampler.Sizes[axis]);
        var given = grid.Narrow(-1, axes - 1 - axis, 1).Squeeze(-1);
        return sampler.IsAligned ? (given + 1) * ((size - 1) / 2.0) : ((given + 1) * (size / 2.0)) - 0.5;
    }
}
