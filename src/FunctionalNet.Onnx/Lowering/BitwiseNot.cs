namespace FunctionalNet.Lowering;

/// <summary>The bitwise complement of integers: -x - 1, which wraps around in unsigned types.</summary>
internal sealed class BitwiseNot : ILowering
{
    public static string Onnx => "BitwiseNot";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [-node[0] - Reading.Scalar(1, ElementType.Int64)];
}
