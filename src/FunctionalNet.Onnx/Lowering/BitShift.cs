namespace FunctionalNet.Lowering;

/// <summary>Integers multiplied or divided by a power of two.</summary>
internal sealed class BitShift : ILowering
{
    public static string Onnx => "BitShift";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [
            node.OneOf("direction", "LEFT", "RIGHT") == "LEFT"
                ? node[0] * Reading.Scalar(2, ElementType.Int64).Pow(node[1])
                : node[0] / Reading.Scalar(2, ElementType.Int64).Pow(node[1]),
        ];
}
