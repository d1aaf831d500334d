namespace FunctionalNet.Lowering;

/// <summary>The bitwise exclusive or of two integers.</summary>
internal sealed class BitwiseXor : ILowering
{
    public static string Onnx => "BitwiseXor";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, y) = (node[0], node[1]);
        var both = x.BitwiseAnd(y);
        return [(x - both) + (y - both)];
    }
}
