namespace FunctionalNet.Lowering;

/// <summary>The largest elements of windows back at their places, zeros elsewhere.</summary>
internal sealed class MaxUnpool : ILowering
{
    public static string Onnx => "MaxUnpool";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, places) = (node[0], node[1]);
        var kernel = node.Ints("kernel_shape") ?? throw new FormatException("MaxUnpool needs kernel_shape.");
        var axes = x.Shape.Rank - 2;
        if (kernel.Length != axes)
        {
            throw new FormatException($"MaxUnpool of {x.Shape} with {kernel.Length} axes.");
        }

        var strides = node.Ints("strides") ?? [.. kernel.Select(_ => 1L)];
        var pads = node.Ints("pads") ?? new long[2 * axes];
        Dim[] sizes =
        [
            .. Enumerable
                .Range(0, axes)
                .Select(i =>
                    (Dim)checked((int)(((x.Shape[i + 2].Size - 1) * strides[i]) + kernel[i] - pads[i] - pads[i + axes]))
                ),
        ];
        var whole = new Shape([x.Shape[0], x.Shape[1], .. sizes]);
        var y = Ops.Constant(0)
            .Expand(new Shape(whole.Size))
            .ScatterElements(places.Reshape(-1), x.Reshape(-1))
            .Reshape(whole);
        if (node.Ints(2) is not { } wanted)
        {
            return [y];
        }

        int[] more = [.. wanted.Select((size, axis) => size - whole[axis].Size)];
        return [y.Pad(new int[more.Length], more)];
    }
}
