namespace FunctionalNet.Lowering;

/// <summary>
/// Resizes images axis by axis: the nearest mode by Gather, linear and cubic interpolation by a weighted sum of neighbouring elements.
/// </summary>
internal sealed class Resize : ILowering
{
    public static string Onnx => "Resize";

    public static WeightUse TrainableOperands => WeightUse.Form;

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        // Before version 11 it was Upsample under another name.
        if (node.Version < 11)
        {
            return [Resizing.Of(node[0], Scales(node, 1)!, null, Upsample.Way(node))];
        }

        var (scales, sizes) = (
            Scales(node, 2),
            node.Constants(3) is { Length: > 0 } wanted ? Sizes(node, wanted) : null
        );
        var policy = node.OneOf("keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller");
        if (sizes is not null && policy != "stretch")
        {
            if (node.Ints("axes")?.Any(axis => axis < 0) == true)
            {
                throw new Import.UnsupportedException(
                    "Resize",
                    "it keeps the ratio of axes that are counted from the end, which ONNX Runtime leaves as they are and ONNX does not: count them from the start"
                );
            }

            (scales, sizes) = Alike(node, sizes, policy == "not_larger");
        }

        return [Resizing.Of(node[0], scales, sizes, Way(node))];
    }

    private static Interpolation Way(OnnxNode node) =>
        new(node.Text("mode", "nearest"), node.Text("coordinate_transformation_mode", "half_pixel"))
        {
            Rounding = node.Text("nearest_mode", "round_prefer_floor"),
            Cubic = node.Real("cubic_coeff_a", -0.75),
            ExcludesOutside = node.Flag("exclude_outside", false),
            Outside = node.Real("extrapolation_value", 0),
            Antialiases = node.Flag("antialias", false),
            Region = node.Optional(1) is null ? [] : [.. Region(node, [.. node.Constants(1)!])],
        };

    private static double[]? Scales(OnnxNode node, int input) =>
        node.Constants(input) is { Length: > 0 } scales ? Whole(node, [.. scales], _ => 1) : null;

    // A free axis is unchanged.
    private static int[] Sizes(OnnxNode node, IReadOnlyList<double> wanted) =>
        [
            .. Whole(node, [.. wanted], axis => node[0].Shape[axis] is { IsKnown: true } size ? size.Size : 0)
                .Select(size => Reading.Whole((long)size)),
        ];

    // The starts of all axes, then the ends.
    private static double[] Region(OnnxNode node, double[] given) =>
        given.Length == 0 ? given
        : given.Length % 2 == 0
            ? [.. Whole(node, given[..(given.Length / 2)], _ => 0), .. Whole(node, given[(given.Length / 2)..], _ => 1)]
        : throw new FormatException($"Resize crops by {given.Length} numbers.");

    // One scale for all axes, such that no axis exceeds its size, or none falls below it.
    private static (double[] Scales, int[] Sizes) Alike(OnnxNode node, int[] wanted, bool isWithin)
    {
        var x = node[0].Shape;
        var axes = Axes(node).ToHashSet();
        float[] ratios = [.. axes.Select(axis => (float)wanted[axis] / x[axis].Size)];
        var scale = isWithin ? ratios.Min() : ratios.Max();
        double[] scales = [.. wanted.Select((_, axis) => axes.Contains(axis) ? scale : 1)];
        return (
            scales,
            [
                .. wanted.Select(
                    (size, axis) =>
                        axes.Contains(axis)
                            ? (int)MathF.Round(scale * x[axis].Size, MidpointRounding.AwayFromZero)
                            : size
                ),
            ]
        );
    }

    private static IEnumerable<int> Axes(OnnxNode node) =>
        node.Ints("axes")?.Select(axis => node[0].Shape.Axis(Reading.Whole(axis), Onnx))
        ?? Enumerable.Range(0, node[0].Shape.Rank);

    // One number per axis, if only some are given.
    private static double[] Whole(OnnxNode node, double[] given, Func<int, double> missing)
    {
        int[] axes = [.. Axes(node)];
        return axes.Length == given.Length && axes.Distinct().Count() == axes.Length
            ?
            [
                .. Enumerable
                    .Range(0, node[0].Shape.Rank)
                    .Select(axis => Array.IndexOf(axes, axis) is >= 0 and var place ? given[place] : missing(axis)),
            ]
            : throw new FormatException(
                $"Resize has {given.Length} numbers for {axes.Length} axes of {node[0].Shape}."
            );
    }
}
