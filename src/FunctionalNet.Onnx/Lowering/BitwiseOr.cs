namespace FunctionalNet.Lowering;

/// <summary>The bitwise or of two integers: the bits of the first, plus those of the second that the first lacks.</summary>
internal sealed class BitwiseOr : ILowering
{
    public static string Onnx => "BitwiseOr";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, y) = (node[0], node[1]);
        return [x + (y - x.BitwiseAnd(y))];
    }
}
