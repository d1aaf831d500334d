namespace FunctionalNet.Lowering;

/// <summary>
/// Images from their blocks, [batch, channels block, blocks] to [batch, channels, sizes...]: where blocks overlap their elements are
/// added. A transposed convolution whose filters each have one 1.
/// </summary>
internal sealed class Col2Im : ILowering
{
    public static string Onnx => "Col2Im";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0];
        if (
            node.Ints(1) is not { Length: > 0 } sizes
            || node.Ints(2) is not { Length: > 0 } block
            || block.Length != sizes.Length
            || block.Any(size => size < 1)
            || x.Shape.Rank != 3
        )
        {
            throw new FormatException($"Col2Im of {x.Shape} needs a constant size of the image and of its blocks.");
        }

        var axes = sizes.Length;
        var strides = PerAxis(node, "strides", axes, 1);
        var dilations = PerAxis(node, "dilations", axes, 1);
        var pads = PerAxis(node, "pads", 2 * axes, 0);
        int[] counts =
        [
            .. Enumerable
                .Range(0, axes)
                .Select(i =>
                    ((sizes[i] + pads[i] + pads[i + axes] - ((block[i] - 1) * dilations[i]) - 1) / strides[i]) + 1
                ),
        ];
        var taps = checked(block.Aggregate(1, (product, size) => product * size));
        if (
            x.Shape[1].Size % taps != 0
            || x.Shape[2] != checked(counts.Aggregate(1, (product, count) => product * count))
        )
        {
            throw new FormatException(
                $"Col2Im of {x.Shape} to images of [{string.Join(", ", sizes)}] by blocks of [{string.Join(", ", block)}]."
            );
        }

        var channels = x.Shape[1].Size / taps;
        var filters = new double[checked(channels * taps * taps)];
        for (var i = 0; i < channels * taps; i++)
        {
            filters[(i * taps) + (i % taps)] = 1;
        }

        var weight = Ops.Constant(Shape.Of([channels * taps, 1, .. block]), filters);
        var blocks = x.Reshape(x.Shape[..2].Append(Shape.Of(counts)));
        return
        [
            (node with { Attributes = node.Attributes.Clear() })
                .With("strides", Long(strides))
                .With("dilations", Long(dilations))
                .With("pads", Long(pads))
                .With("group", (long)channels)
                .With("output_padding", Long(Rest(sizes, counts, block, strides, dilations, pads)))
                .As("ConvTranspose", blocks, weight),
        ];
    }

    // What no block reaches at the end of an axis.
    private static int[] Rest(int[] sizes, int[] counts, int[] block, int[] strides, int[] dilations, int[] pads) =>
        [
            .. sizes.Select(
                (size, i) =>
                    size
                    + pads[i]
                    + pads[i + sizes.Length]
                    - ((counts[i] - 1) * strides[i])
                    - ((block[i] - 1) * dilations[i])
                    - 1
            ),
        ];

    private static int[] PerAxis(OnnxNode node, string attribute, int count, int usual) =>
        node.Ints(attribute) is not { } given ? [.. Enumerable.Repeat(usual, count)]
        : given.Length == count && given.All(value => value >= usual && value <= int.MaxValue)
            ? [.. given.Select(Reading.Whole)]
        : throw new FormatException($"Col2Im has {attribute} = [{string.Join(", ", given)}] for {count} numbers.");

    private static long[] Long(int[] values) => [.. values.Select(value => (long)value)];
}
