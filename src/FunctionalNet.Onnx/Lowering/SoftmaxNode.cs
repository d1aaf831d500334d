namespace FunctionalNet.Lowering;

/// <summary>Softmax of any version.</summary>
internal sealed class SoftmaxNode : ILowering
{
    public static string Onnx => "Softmax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [Rows.Of(node, (x, axis) => x.Softmax(axis))];
}
