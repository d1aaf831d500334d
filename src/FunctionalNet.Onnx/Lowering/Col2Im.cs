namespace FunctionalNet.Lowering;

/// <summary>
/// Images from their blocks, [batch, channels block, blocks] to [batch, channels, sizes...]: overlapping elements are added.
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
        int[] framed = [.. sizes.Select((size, i) => checked(size + pads[i] + pads[i + axes]))];
        int[] counts =
        [
            .. Enumerable
                .Range(0, axes)
                .Select(i => ((framed[i] - ((block[i] - 1) * dilations[i]) - 1) / strides[i]) + 1),
        ];
        var (taps, windows) = (WindowIndices.Product(block), WindowIndices.Product(counts));
        if (x.Shape[1].Size % taps != 0 || x.Shape[2] != windows || sizes.Any(size => size < 0))
        {
            throw new FormatException(
                $"Col2Im of {x.Shape} to images of [{string.Join(", ", sizes)}] by blocks of [{string.Join(", ", block)}]."
            );
        }

        // For each tap the element that it contributes to each position: one of a block, or the appended 0. So no multiplication is needed.
        var size = WindowIndices.Product(framed);
        int[] elements = [.. Enumerable.Repeat(taps * windows, checked(taps * size))];
        var places = WindowIndices.Of(block, strides, dilations, counts, framed);
        for (var i = 0; i < places.Length; i++)
        {
            elements[(i / windows * size) + places[i]] = i;
        }

        var channels = x.Shape[1].Size / taps;
        var image = x.Reshape(x.Shape[..1].Append(new Shape(channels, taps * windows)))
            .Pad([0, 0, 0], [0, 0, 1])
            .Gather(Ops.Integers(elements).Reshape(new Shape(taps, size)), 2)
            .ReduceSum(2)
            .Reshape(x.Shape[..1].Append(new Shape(channels)).Append(Shape.Of(framed)));
        for (var i = 0; i < axes; i++)
        {
            image = image.Narrow(i + 2, pads[i], sizes[i]);
        }

        return [image];
    }

    private static int[] PerAxis(OnnxNode node, string attribute, int count, int usual) =>
        node.Ints(attribute) is not { } given ? [.. Enumerable.Repeat(usual, count)]
        : given.Length == count && given.All(value => value >= usual && value <= int.MaxValue)
            ? [.. given.Select(Reading.Whole)]
        : throw new FormatException($"Col2Im has {attribute} = [{string.Join(", ", given)}] for {count} numbers.");
}
