namespace FunctionalNet.Lowering;

/// <summary>
/// The product of matrices of integers minus their zero points: one for all, or one per row of the first and column of the second.
/// </summary>
internal sealed class MatMulInteger : ILowering
{
    public static string Onnx => "MatMulInteger";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) =>
        [Less(node[0], node.Optional(2), -1).MatMul(Less(node[1], node.Optional(3), 0))];

    // A vector of zero points is unsqueezed to broadcast along the other axis.
    private static Expr Less(Expr x, Expr? zero, int place) =>
        zero is null ? x
        : zero.Shape.Rank == 1 && zero.Shape[0] != 1 && x.Shape.Rank > 1 ? x - zero.Unsqueeze(place)
        : x - (zero.Shape.Rank == 1 ? zero.Reshape(Shape.Scalar) : zero);
}
