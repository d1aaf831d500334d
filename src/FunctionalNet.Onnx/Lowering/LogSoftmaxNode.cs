namespace FunctionalNet.Lowering;

/// <summary>LogSoftmax of any version.</summary>
internal sealed class LogSoftmaxNode : ILowering
{
    public static string Onnx => "LogSoftmax";

    public static IReadOnlyList<Expr> Lower(OnnxNode node) => [Rows.Of(node, (x, axis) => x.LogSoftmax(axis))];
}
