namespace FunctionalNet.Lowering;

/// <summary>
/// Images of other sizes: each axis by itself, the nearest place by Gather, linear and cubic interpolation by a product with a
/// matrix that holds how much each place counts.
/// </summary>
internal sealed class Resize : ILowering
{
    public static string Onnx => "Resize";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        // Before version 11 it was Upsample under another name.
        return node.Version < 11
            ? [Resizing.Of(node[0], Scales(node, 1)!, null, Upsample.Way(node))]
            : [Resizing.Of(node[0], Scales(node, 2), Sizes(node), Way(node))];
    }

    private static Interpolation Way(OnnxNode node) =>
        new(node.Text("mode", "nearest"), node.Text("coordinate_transformation_mode", "half_pixel"))
        {
            Rounding = node.Text("nearest_mode", "round_prefer_floor"),
            Cubic = node.Real("cubic_coeff_a", -0.75),
            ExcludesOutside = node.Flag("exclude_outside", false),
            Outside = node.Real("extrapolation_value", 0),
            Antialiases = node.Flag("antialias", false),
            Region = node.Optional(1) is null ? [] : [.. node.Constants(1)!],
        };

    private static double[]? Scales(OnnxNode node, int input) =>
        node.Constants(input) is not { Length: > 0 } scales ? null
        : node.Ints("axes") is { } axes ? Whole(node, axes, [.. scales], 1)
        : [.. scales];

    private static int[]? Sizes(OnnxNode node)
    {
        if (node.Constants(3) is not { Length: > 0 } wanted)
        {
            return null;
        }

        if (node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
        {
            throw new Import.UnsupportedException("Resize", "it keeps the ratio of the sides");
        }

        double[] sizes = [.. wanted];
        return
        [
            .. (node.Ints("axes") is { } axes ? Whole(node, axes, sizes, double.NaN) : sizes).Select(
                (size, axis) => double.IsNaN(size) ? node[0].Shape[axis].Size : Reading.Whole((long)size)
            ),
        ];
    }

    // A number for each axis, where only those of some are given.
    private static double[] Whole(OnnxNode node, long[] axes, double[] given, double missing)
    {
        var all = Enumerable.Repeat(missing, node[0].Shape.Rank).ToArray();
        if (axes.Length != given.Length || axes.Distinct().Count() != axes.Length)
        {
            throw new FormatException(
                $"Resize has {given.Length} numbers for its axes [{string.Join(", ", axes)}]: give one for each, and each axis once"
            );
        }

        for (var i = 0; i < axes.Length; i++)
        {
            all[node[0].Shape.Axis(Reading.Whole(axes[i]), Onnx)] = given[i];
        }

        return all;
    }
}
