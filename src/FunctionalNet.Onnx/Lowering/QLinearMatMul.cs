namespace FunctionalNet.Lowering;

/// <summary>
/// A quantized matrix product with a quantized result: each operand has a scale and a zero point, for all or per row or column.
/// </summary>
internal sealed class QLinearMatMul : ILowering
{
    public static string Onnx => "QLinearMatMul";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var product = Less(node, 0, -1).MatMul(Less(node, 3, 0));
        var scale = Along(node[1], -1) * Along(node[4], 0) / Along(node[6], -1);
        var zero = Along(node[7].Cast(ElementType.Float), -1);
        return [Quantization.Rounded(node, product * scale, zero, node.TypeOf(7))];
    }

    private static Expr Less(OnnxNode node, int input, int place) =>
        node[input].Cast(ElementType.Float) - Along(node[input + 2].Cast(ElementType.Float), place);

    // Row parameters broadcast along rows, column parameters along columns.
    private static Expr Along(Expr value, int place) =>
        value.Shape.Rank != 1 ? value
        : value.Shape[0] == 1 ? value.Reshape(Shape.Scalar)
        : value.Unsqueeze(place);
}
