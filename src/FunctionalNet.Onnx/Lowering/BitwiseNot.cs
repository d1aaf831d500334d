namespace FunctionalNet.Lowering;

/// <summary>Whole numbers with all bits turned: -x - 1, which unsigned types wrap around.</summary>
internal sealed class BitwiseNot : ILowering
{
    public static string Onnx => "BitwiseNot";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [-node[0] - Reading.Scalar(1, ElementType.Int64)];
}
