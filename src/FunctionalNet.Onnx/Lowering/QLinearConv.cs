namespace FunctionalNet.Lowering;

/// <summary>
/// A quantized convolution with a quantized result: x with scale and zero point, filters with one for all or one each, a bias in units of
/// the product's scale.
/// </summary>
internal sealed class QLinearConv : ILowering
{
    public static string Onnx => "QLinearConv";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0].Cast(ElementType.Float) - One(node[2].Cast(ElementType.Float));
        var filters = node[3];
        var weights =
            filters.Cast(ElementType.Float) - PerFilter(node[5].Cast(ElementType.Float), 0, filters.Shape.Rank);
        var y = node.Optional(8) is { } bias
            ? node.As("Conv", x, weights, bias.Cast(ElementType.Float))
            : node.As("Conv", x, weights);
        var scale = One(node[1]) * PerFilter(node[4], 1, filters.Shape.Rank) / One(node[6]);
        return [Quantization.Rounded(node, y * scale, One(node[7].Cast(ElementType.Float)), node.TypeOf(7))];
    }

    private static Expr One(Expr value) => value.Reshape(Shape.Scalar);

    private static Expr PerFilter(Expr value, int axis, int rank) =>
        value.Shape.Rank == 1 && value.Shape[0] != 1 ? value.Along(axis, rank) : One(value);
}
