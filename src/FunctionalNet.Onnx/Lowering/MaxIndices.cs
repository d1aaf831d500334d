namespace FunctionalNet.Lowering;

/// <summary>
/// The indices of the maxima of windows: in the flattened tensor in row-major order, or in column-major order within a plane.
/// </summary>
internal static class MaxIndices
{
    /// <summary>The indices, in the shape of the pool.</summary>
    public static Expr Of(OnnxNode node, Expr x, Shape pooled)
    {
        var attributes = WindowAttributes.Of(node);
        var kernel = attributes.KernelOf(node).For(x.Shape.Rank - 2, 1, node.Operator, "kernel");
        var window = Window.Of(
            node.Operator,
            x.Shape,
            kernel,
            attributes.Strides,
            attributes.Padding,
            attributes.Dilations
        );
        var (sizes, outputs) = (x.Shape[2..].Sizes(), pooled[2..].Sizes());
        var strides = Strides(sizes, node.Flag("storage_order", false));
        int[] behind =
        [
            .. outputs.Select(
                (count, axis) =>
                    Math.Max(
                        0,
                        ((count - 1) * window.Strides[axis]) + window.Reach(axis) - window.Before[axis] - sizes[axis]
                    )
            ),
        ];
        var framed = x.Pad([0, 0, .. window.Before], [0, 0, .. behind], value: double.NegativeInfinity);

        // One slice of the tensor per element of a window; the first maximum wins.
        var slices = new List<Expr>();
        var offsets = new List<int>();
        foreach (var tap in Taps(kernel))
        {
            var slice = framed;
            for (var axis = 0; axis < tap.Length; axis++)
            {
                slice = slice.Narrow(axis + 2, tap[axis] * window.Dilations[axis], outputs[axis], window.Strides[axis]);
            }

            slices.Add(slice.Unsqueeze(-1));
            offsets.Add(tap.Select((place, axis) => place * window.Dilations[axis] * strides[axis]).Sum());
        }

        var places = Ops.Integers([.. offsets]).Gather(Ops.Concat(-1, [.. slices]).ArgMax(-1));
        var rank = x.Shape.Rank;
        for (var axis = 0; axis < outputs.Length; axis++)
        {
            var (step, before) = (window.Strides[axis], window.Before[axis]);
            places += Ops.Integers([
                    .. Enumerable.Range(0, outputs[axis]).Select(o => ((o * step) - before) * strides[axis]),
                ])
                .Along(axis + 2, rank);
        }

        var plane = Reading.Scalar(x.Shape[2..].Size, ElementType.Int64);
        var channels = Reading.Scalar(x.Shape[1].Size, ElementType.Int64);
        return places
            + (Reading.Counting(x.Shape[1].Size).Along(1, rank) * plane)
            + (Reading.Counting(x.Shape[0].Size).Along(0, rank) * channels * plane);
    }

    private static int[] Strides(int[] sizes, bool isByColumn)
    {
        var strides = new int[sizes.Length];
        var stride = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            var axis = isByColumn ? i : sizes.Length - 1 - i;
            strides[axis] = stride;
            stride *= sizes[axis];
        }

        return strides;
    }

    private static IEnumerable<int[]> Taps(Ints kernel)
    {
        IEnumerable<int[]> taps =
        [
            [],
        ];
        return kernel.Aggregate(
            taps,
            (found, size) =>
                found.SelectMany(tap => Enumerable.Range(0, size).Select(place => tap.Append(place).ToArray()))
        );
    }
}
