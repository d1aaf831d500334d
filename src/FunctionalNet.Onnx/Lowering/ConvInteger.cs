namespace FunctionalNet.Lowering;

/// <summary>
/// A convolution of integers minus their zero points, as a matrix product with exact sums, after gathering the elements of each window
/// (im2col).
/// </summary>
internal sealed class ConvInteger : ILowering
{
    public static string Onnx => "ConvInteger";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, filters) = (node[0], node[1]);
        var (rank, groups) = (x.Shape.Rank, node.Int32("group", 1));
        if (
            rank < 3
            || filters.Shape.Rank != rank
            || groups < 1
            || filters.Shape[1].Size * groups != x.Shape[1].Size
            || filters.Shape[0].Size % groups != 0
        )
        {
            throw new FormatException($"ConvInteger of {x.Shape} with filters {filters.Shape} in {groups} groups.");
        }

        x = node.Optional(2) is { } zero ? x - zero.Reshape(Shape.Scalar) : x;
        var weights =
            node.Optional(3) is not { } zeros ? filters
            : zeros.Shape.Rank == 1 && zeros.Shape[0] != 1 ? filters - zeros.Along(0, rank)
            : filters - zeros.Reshape(Shape.Scalar);

        // Sizes, padding and result shape are those of the floating-point convolution.
        var attributes = WindowAttributes.OfFilters(node);
        int[] kernel = filters.Shape[2..].Sizes();
        var window = Window.Of(
            node.Operator,
            x.Shape,
            new Ints(kernel),
            attributes.Strides,
            attributes.Padding,
            attributes.Dilations
        );
        var result = node.As("Conv", x.Cast(ElementType.Float), filters.Cast(ElementType.Float)).Shape;
        int[] outputs = result[2..].Sizes();
        int[] behind =
        [
            .. outputs.Select(
                (count, axis) =>
                    Math.Max(
                        0,
                        ((count - 1) * window.Strides[axis])
                            + window.Reach(axis)
                            - window.Before[axis]
                            - x.Shape[axis + 2].Size
                    )
            ),
        ];
        var framed = x.Pad([0, 0, .. window.Before], [0, 0, .. behind]);
        var (taps, count) = (WindowIndices.Product(kernel), WindowIndices.Product(outputs));
        var flat = framed.Reshape(x.Shape[..2].Append(new Shape(WindowIndices.Product(framed.Shape[2..].Sizes()))));
        var places = Ops.Integers(
                WindowIndices.Of(kernel, window.Strides, window.Dilations, outputs, framed.Shape[2..].Sizes())
            )
            .Reshape(new Shape(taps, count));
        var columns = flat.Gather(places, 2)
            .Reshape(x.Shape[..1].Append(new Shape(groups, filters.Shape[1].Size * taps, count)));
        var rows = weights.Reshape(new Shape(groups, filters.Shape[0].Size / groups, filters.Shape[1].Size * taps));
        return [rows.MatMul(columns).Reshape(result)];
    }
}
